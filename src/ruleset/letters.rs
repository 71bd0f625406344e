//! Words by three of their letters, in which case does not count: told apart by a bit each before anything is compared.

use rustc_hash::FxHashMap;

/// How many bits there are, as a power of two.
const BITS: u32 = 14;

/// A word, by its number, and an offset in it.
pub(super) type Place = (usize, usize);

/// Places in words by three letters that stand there.
#[derive(Debug, Clone, Default)]
pub(super) struct Letters {
    /// A bit for each [`number`].
    bits: Box<[u64]>,
    by_number: FxHashMap<usize, Vec<Place>>,
}

fn number(letters: [u8; 3]) -> usize {
    let [first, second, third] = letters.map(|letter| u32::from(letter | 0x20));
    let all = first | second << 8 | third << 16;
    (all.wrapping_mul(0x9e37_79b1) >> (u32::BITS - BITS)) as usize
}

impl Letters {
    pub(super) fn new(places: impl IntoIterator<Item = ([u8; 3], Place)>) -> Self {
        let mut bits = vec![0_u64; 1 << (BITS - 6)].into_boxed_slice();
        let mut by_number: FxHashMap<usize, Vec<Place>> = FxHashMap::default();
        for (letters, place) in places {
            let number = number(letters);
            bits[number / 64] |= 1 << (number % 64);
            by_number.entry(number).or_default().push(place);
        }
        Self { bits, by_number }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_number.is_empty()
    }

    /// The places that three letters, if there are so many, may belong to.
    pub(super) fn of(&self, letters: Option<&[u8; 3]>) -> &[Place] {
        let number = letters.map(|letters| number(*letters)).filter(|number| {
            let bits = self.bits.get(number / 64);
            bits.is_some_and(|bits| bits & (1 << (number % 64)) != 0)
        });
        let there = number.and_then(|number| self.by_number.get(&number));
        there.map_or(&[], Vec::as_slice)
    }
}
