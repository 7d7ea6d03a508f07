//! Content codings (RFC 9110, section 8.4). A client that asks for none can't read an answer that is coded all the same, and
//! may not unfold what a few bytes make large.

use serde_json::Value;

use super::{Broken, CONTENT_ENCODING, Reply};

/// What a small gzip stream unfolds to: far more than any client reads.
const BOMB: usize = 24 << 20;

/// Answers with a `Content-Encoding`.
pub(super) fn broken(reply: &Reply, value: &Value) -> Vec<Broken> {
    let plain = reply.encoded(value);
    let coded = |name: &str, coding: &str, body: Vec<u8>| Broken {
        headers: vec![("content-encoding".to_owned(), coding.to_owned())],
        ..Broken::new(format!("coding::{name}"), body, CONTENT_ENCODING)
    };
    vec![
        coded("gzip_that_is_none", "gzip", plain.clone()),
        coded("gzip", "gzip", stored(&plain)),
        coded("gzip_that_explodes", "x-gzip", bomb(BOMB)),
        coded("two_codings", "deflate, gzip", stored(&plain)),
        coded("unknown", "x-unknown", plain),
    ]
}

/// Header of a gzip member (RFC 1952, section 2.3).
const HEAD: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff";

/// A gzip member in stored blocks (RFC 1951, section 3.2.4).
fn stored(content: &[u8]) -> Vec<u8> {
    let mut bytes = HEAD.to_vec();
    let blocks = content.chunks(usize::from(u16::MAX));
    for block in blocks {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        bytes.push(0);
        bytes.extend(length.to_le_bytes());
        bytes.extend((!length).to_le_bytes());
        bytes.extend(block);
    }
    // The last block, an empty one.
    bytes.extend(b"\x01\x00\x00\xff\xff");
    bytes.extend(checksum(content).to_le_bytes());
    bytes.extend(
        u32::try_from(content.len())
            .unwrap_or(u32::MAX)
            .to_le_bytes(),
    );
    bytes
}

/// CRC-32 (RFC 1952, section 8).
fn checksum(content: &[u8]) -> u32 {
    let step = |mut register: u32, byte: &u8| {
        register ^= u32::from(*byte);
        for _ in 0..8 {
            let low = register & 1;
            register >>= 1;
            if low == 1 {
                register ^= 0xedb8_8320;
            }
        }
        register
    };
    !content.iter().fold(!0, step)
}

/// A gzip member that unfolds to about `size` zeros: one zero, and then "the last 258 bytes again" in 13 bits each (RFC
/// 1951, sections 3.2.5 and 3.2.6).
fn bomb(size: usize) -> Vec<u8> {
    // The last block, with fixed codes; literal 0; then length 258 at distance 1; the end.
    let (open, zero, again, end) = ("110", "00110000", "1100010100000", "0000000");
    let times = size / 258;
    let codes = [open, zero]
        .into_iter()
        .chain(std::iter::repeat_n(again, times))
        .chain([end]);
    let mut bytes = HEAD.to_vec();
    let (mut byte, mut filled) = (0_u8, 0);
    for code in codes {
        for bit in code.bytes() {
            byte |= (bit - b'0') << filled;
            filled += 1;
            if filled == 8 {
                bytes.push(byte);
                (byte, filled) = (0, 0);
            }
        }
    }
    bytes.push(byte);
    // Who unfolds it has lost before the checksum comes.
    bytes.extend([0; 8]);
    bytes
}

#[cfg(test)]
mod tests {
    use super::{HEAD, bomb, checksum, stored};

    #[test]
    fn a_checksum_is_that_of_the_standard() {
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
        assert_eq!(checksum(b""), 0);
    }

    #[test]
    fn stored_blocks_hold_the_content() {
        let bytes = stored(b"abc");
        assert!(bytes.starts_with(HEAD));
        assert!(bytes.windows(3).any(|window| window == b"abc"));
    }

    #[test]
    fn a_bomb_is_small() {
        assert!(bomb(64 << 20).len() < 500_000);
    }
}
