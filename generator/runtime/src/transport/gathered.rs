//! The body of an answer while it comes: pieces in, all bytes out.

use bytes::Bytes;

/// The most room that is made for bytes that a server only announced: they need not come.
const ROOM: usize = 1 << 20;

/// What has come of a body.
pub(super) struct Gathered {
    /// How many bytes there will be, as far as the server said so.
    announced: usize,
    pieces: Pieces,
}

enum Pieces {
    /// Most bodies come in one piece, which is not copied.
    One(Bytes),
    Several(Vec<u8>),
}

impl Gathered {
    /// Nothing yet of a body of that length.
    pub(super) fn new(announced: Option<u64>) -> Self {
        let announced = announced.and_then(|it| usize::try_from(it).ok());
        Self {
            announced: announced.unwrap_or_default(),
            pieces: Pieces::One(Bytes::new()),
        }
    }

    /// How many bytes there are.
    pub(super) fn len(&self) -> usize {
        match &self.pieces {
            Pieces::One(piece) => piece.len(),
            Pieces::Several(bytes) => bytes.len(),
        }
    }

    /// Takes in the next piece.
    pub(super) fn push(&mut self, next: Bytes) {
        match &mut self.pieces {
            Pieces::One(first) if first.is_empty() => *first = next,
            Pieces::One(first) => {
                let mut bytes = Vec::with_capacity(self.announced.min(ROOM));
                bytes.extend_from_slice(first);
                bytes.extend_from_slice(&next);
                self.pieces = Pieces::Several(bytes);
            }
            Pieces::Several(bytes) => bytes.extend_from_slice(&next),
        }
    }

    /// All that has come.
    pub(super) fn all(self) -> Bytes {
        match self.pieces {
            Pieces::One(piece) => piece,
            Pieces::Several(bytes) => bytes.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Bytes, Gathered, Pieces, ROOM};

    fn gathered(announced: Option<u64>, pieces: &[&'static str]) -> Gathered {
        let mut gathered = Gathered::new(announced);
        for piece in pieces {
            gathered.push(Bytes::from_static(piece.as_bytes()));
        }
        gathered
    }

    fn capacity(gathered: &Gathered) -> usize {
        match &gathered.pieces {
            Pieces::One(_) => 0,
            Pieces::Several(bytes) => bytes.capacity(),
        }
    }

    #[test]
    fn pieces_are_put_together_in_order() {
        for (pieces, all) in [
            (&[][..], ""),
            (&["a"], "a"),
            (&["", "ab", ""], "ab"),
            (&["ab", "c", "de"], "abcde"),
        ] {
            let gathered = gathered(None, pieces);
            assert_eq!(gathered.len(), all.len());
            assert_eq!(gathered.all(), all);
        }
    }

    #[test]
    fn a_single_piece_is_not_copied() {
        let piece = Bytes::from(vec![1, 2, 3]);
        let mut gathered = Gathered::new(Some(3));
        gathered.push(piece.clone());
        assert_eq!(gathered.all().as_ptr(), piece.as_ptr());
    }

    #[test]
    fn room_is_made_once_but_not_for_whatever_is_announced() {
        assert_eq!(capacity(&gathered(Some(500), &["a", "b"])), 500);
        for much in [1 << 20, 1 << 40, u64::MAX] {
            assert_eq!(capacity(&gathered(Some(much), &["a", "b"])), ROOM);
        }
        assert!(capacity(&gathered(None, &["a", "b"])) < 100);
    }
}
