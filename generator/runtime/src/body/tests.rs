use std::convert::Infallible;
use std::task::Waker;

use http_body::Body as _;

use super::*;

/// Pieces that are there.
struct Ready(std::vec::IntoIter<&'static str>);

impl Stream for Ready {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(|text| Ok(text.into())))
    }
}

/// How many bytes a body says that it still has, before each of its pieces and at its end.
fn left(body: Body) -> Vec<Option<u64>> {
    let mut body = body.into_parts().0.next().unwrap();
    let mut left = vec![body.size_hint().exact()];
    let mut context = Context::from_waker(Waker::noop());
    while let Poll::Ready(Some(Ok(_))) = Pin::new(&mut body).poll_frame(&mut context) {
        left.push(body.size_hint().exact());
    }
    left
}

#[test]
fn a_stream_of_known_length_knows_what_is_left_of_it() {
    let pieces = || Ready(vec!["one ", "two"].into_iter());
    let known = left(Body::stream_of(7, pieces()));
    assert_eq!(known, [Some(7), Some(3), Some(0)]);
    // More than was promised is for the HTTP client to notice.
    let short = left(Body::stream_of(5, pieces()));
    assert_eq!(short, [Some(5), Some(1), Some(0)]);
    assert_eq!(left(Body::stream(pieces())), [None; 3]);
}

#[test]
fn bytes_can_be_sent_again_and_a_stream_can_not() {
    for body in [
        Body::from("abc".to_owned()),
        Body::from(reqwest::Body::from("abc")),
    ] {
        let (mut content, _) = body.into_parts();
        assert!(content.can_repeat() && !content.is_empty());
        for _ in 0..2 {
            assert_eq!(content.next().unwrap().as_bytes(), Some(&b"abc"[..]));
        }
    }
    let (mut content, _) = Body::stream(Ready(vec!["abc"].into_iter())).into_parts();
    assert!(!content.can_repeat() && !content.is_empty());
    assert!(content.next().is_some());
    assert!(content.next().is_none());
    assert!(Body::from(Vec::new()).into_parts().0.is_empty());
}
