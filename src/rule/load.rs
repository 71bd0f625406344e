//! Rule loading.
