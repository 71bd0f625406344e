//! Comparisons with a base in repositories of every kind, made with git itself.

mod again;
mod clones;
mod files;
mod histories;
mod hostile;
mod index;
mod past;
mod repository;
mod rules;
