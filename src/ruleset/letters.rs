//! Words by three of their letters, in which case does not count: told apart by a bit each before anything is compared.

use rustc_hash::FxHashMap;

/// How many bits there are, as a power of two.
const BITS: u32 = 14;

/// A number of so many bits for three letters, of which the first is the lowest byte.
pub(super) const fn number(letters: u32, bits: u32) -> usize {
    ((letters | 0x20_2020).wrapping_mul(0x9e37_79b1) >> (u32::BITS - bits)) as usize
}

const fn number_of([first, second, third]: [u8; 3]) -> usize {
    number(u32::from_le_bytes([first, second, third, 0]), BITS)
}

/// A word, by its number, and an offset in it.
pub(super) type Place = (usize, usize);

/// Places in words by three letters that stand there.
#[derive(Debug, Clone, Default)]
pub(super) struct Letters {
    /// A bit for each [`number`].
    bits: Box<[u64]>,
    by_number: FxHashMap<usize, Vec<Place>>,
}

impl Letters {
    pub(super) fn new(places: impl IntoIterator<Item = ([u8; 3], Place)>) -> Self {
        let mut bits = vec![0_u64; 1 << (BITS - 6)].into_boxed_slice();
        let mut by_number: FxHashMap<usize, Vec<Place>> = FxHashMap::default();
        for (letters, place) in places {
            let number = number_of(letters);
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
        let number = letters.map(|letters| number_of(*letters)).filter(|number| {
            let bits = self.bits.get(number / 64);
            bits.is_some_and(|bits| bits & (1 << (number % 64)) != 0)
        });
        let there = number.and_then(|number| self.by_number.get(&number));
        there.map_or(&[], Vec::as_slice)
    }
}
