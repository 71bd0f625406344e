//! Which table a call, a class or a place is about: what says it, and what is below it.
//!
//! A class is mapped to a table by what its body assigns, by an attribute, or, in a Django application, by its name.

use rustc_hash::FxHashMap;

use crate::literal::sql::{Part, Quote};
use crate::literal::{CallId, ClassId, Placed, Stands, Usage};

/// The table that a Django application has for a model, unless it says another.
pub(super) fn of_model(application: &str, model: &str) -> Vec<Part> {
    vec![Part {
        text: format!("{application}_{}", model.to_lowercase()),
        quote: Quote::None,
    }]
}

/// The table that is called after a class: `user_profile` if there is such a one, else `userprofile`.
pub(super) fn called_after(class: &str, is_table: impl Fn(&str) -> bool) -> Vec<Part> {
    let letters: Vec<char> = class.chars().collect();
    let mut snake = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| letters[before]);
        let ends_capitals = letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        let begins_word = before.is_some_and(|before| {
            !before.is_uppercase() && before != '_' || before.is_uppercase() && ends_capitals
        });
        if letter.is_uppercase() && begins_word {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    let text = if is_table(&snake) {
        snake
    } else {
        class.to_lowercase()
    };
    vec![Part {
        text,
        quote: Quote::None,
    }]
}

/// How many calls around a place are looked at for the table that it is about.
const DEEPEST: usize = 16;

/// The tables that the calls and classes of a source are about.
pub(super) struct Tables<'u> {
    usage: &'u Usage,
    of_calls: FxHashMap<CallId, Vec<Part>>,
    of_classes: FxHashMap<ClassId, Vec<Part>>,
    by_name: FxHashMap<&'u str, ClassId>,
}

impl<'u> Tables<'u> {
    pub(super) fn new(usage: &'u Usage) -> Self {
        Self {
            usage,
            of_calls: FxHashMap::default(),
            of_classes: FxHashMap::default(),
            by_name: FxHashMap::default(),
        }
    }

    /// Takes in the name of a table in its place.
    pub(super) fn note(&mut self, placed: &Placed, path: &[Part]) {
        match &placed.stands {
            Stands::Argument { call, slot } if !slot.is_element || slot.keyword.is_some() => {
                self.of_calls.entry(*call).or_insert_with(|| path.to_vec());
                // What an attribute says, it says of the item that has it.
                let class = self.usage.calls.get(*call as usize).and_then(|call| call.class);
                if let Some(class) = class {
                    self.note_class(class, path);
                }
            }
            Stands::Assigned {
                class: Some(class), ..
            } => {
                // `class Meta` says something of the class around it.
                let outer = self
                    .usage
                    .classes
                    .get(*class as usize)
                    .and_then(|class| class.outer);
                for class in [Some(*class), outer].into_iter().flatten() {
                    self.note_class(class, path);
                }
            }
            _ => {}
        }
    }

    /// Takes in the table of a class.
    pub(super) fn note_class(&mut self, id: ClassId, path: &[Part]) {
        let Some(class) = self.usage.classes.get(id as usize) else {
            return;
        };
        self.of_classes.entry(id).or_insert_with(|| path.to_vec());
        self.by_name.entry(&class.name).or_insert(id);
    }

    /// Gives the classes of a Django application that say nothing else the tables that they have by their names, and
    /// tells which these are.
    pub(super) fn note_models(&mut self, application: &str) -> Vec<ClassId> {
        let usage = self.usage;
        let unsaid = |id: &ClassId| !self.of_classes.contains_key(id);
        let classes = (0..).zip(&usage.classes);
        let models = classes.filter(|(_, class)| class.outer.is_none() && !class.bases.is_empty());
        let ids: Vec<ClassId> = models.map(|(id, _)| id).filter(unsaid).collect();
        for id in &ids {
            let path = of_model(application, &usage.classes[*id as usize].name);
            self.note_class(*id, &path);
        }
        // What `class Meta` lists is of the class around it.
        for (id, class) in (0..).zip(&usage.classes) {
            if let Some(path) = class.outer.and_then(|outer| self.of_classes.get(&outer)).cloned() {
                self.of_classes.entry(id).or_insert(path);
            }
        }
        ids
    }

    /// The table of a class.
    pub(super) fn of_class(&self, class: ClassId) -> Option<&[Part]> {
        self.of_classes.get(&class).map(Vec::as_slice)
    }

    /// The table of the class of a name.
    pub(super) fn of_class_called(&self, name: &str) -> Option<&[Part]> {
        self.of_class(*self.by_name.get(name)?)
    }

    /// The table that a place is about: one that the same call names, or what it is called on, or the call around it,
    /// or the class.
    pub(super) fn of_place(&self, stands: &Stands) -> Option<&[Part]> {
        let mut next = match stands {
            Stands::Argument { call, .. } | Stands::Keyword { call } => Some(*call),
            Stands::Assigned { class, .. } => return self.of_class((*class)?),
            Stands::Field { class } => return self.of_class(*class),
            Stands::Segment { before } => match before.as_slice() {
                [class] => return self.of_class_called(class),
                _ => None,
            },
            Stands::Alone | Stands::File => None,
        };
        for _ in 0..DEEPEST {
            let id = next?;
            if let Some(table) = self.of_calls.get(&id) {
                return Some(table);
            }
            let call = self.usage.calls.get(id as usize)?;
            // `User.objects.filter(…)`, and `User(…)`.
            if let Some(table) = call.callee.first().and_then(|head| self.of_class_called(head)) {
                return Some(table);
            }
            if call.receiver.is_none() && call.within.is_none() {
                return self.of_class(call.class?);
            }
            next = call.receiver.or(call.within.as_ref().map(|(call, _)| *call));
        }
        None
    }
}
