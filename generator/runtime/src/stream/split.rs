//! Bytes that come in any pieces in, pieces that end where the format says out.

use bytes::{Buf as _, Bytes, BytesMut};

/// What was received and not yet handed out.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    buffer: BytesMut,
    /// How many bytes of the buffer are known to hold no end.
    scanned: usize,
}

impl Splitter {
    /// Adds what was received.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next piece up to a byte that ends one, and that byte.
    pub(super) fn next(&mut self, is_end: impl Fn(u8) -> bool) -> Option<(Bytes, u8)> {
        let fresh = self.buffer.get(self.scanned..).unwrap_or_default();
        let end = fresh
            .iter()
            .copied()
            .enumerate()
            .find(|(_, it)| is_end(*it));
        let Some((offset, byte)) = end else {
            self.scanned = self.buffer.len();
            return None;
        };
        let piece = self.buffer.split_to(self.scanned + offset).freeze();
        self.buffer.advance(1);
        self.scanned = 0;
        Some((piece, byte))
    }

    /// Drops the first byte if it is this one; `None`: there is none yet.
    pub(super) fn skip(&mut self, byte: u8) -> Option<()> {
        if *self.buffer.first()? == byte {
            self.buffer.advance(1);
        }
        Some(())
    }

    /// How many bytes are held.
    pub(super) fn len(&self) -> usize {
        self.buffer.len()
    }

    /// All that is held.
    pub(super) fn rest(&mut self) -> Bytes {
        std::mem::take(self).buffer.freeze()
    }
}
