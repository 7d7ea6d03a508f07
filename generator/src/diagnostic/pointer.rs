//! JSON pointers (RFC 6901): where something stands in a document.

use std::{borrow::Cow, fmt, str::FromStr};

use serde_json::{Map, Value};

/// A JSON pointer. Its text form is that of RFC 6901, section 3: empty for the whole document, else `/a/b~1c/0`.
#[derive(Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    pub const ROOT: Self = Self(String::new());

    /// The member `key` of the object that stands here.
    pub fn child(&self, key: &str) -> Self {
        let mut text = String::with_capacity(self.0.len() + 1 + key.len());
        text.push_str(&self.0);
        text.push('/');
        for character in key.chars() {
            match character {
                '~' => text.push_str("~0"),
                '/' => text.push_str("~1"),
                other => text.push(other),
            }
        }
        Self(text)
    }

    /// The element `index` of the array that stands here.
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// The object or array that this stands in; none for the whole document.
    pub fn parent(&self) -> Option<Self> {
        let (parent, _) = self.0.rsplit_once('/')?;
        Some(Self(parent.to_owned()))
    }

    /// The last key or index, unescaped; none for the whole document.
    pub fn last(&self) -> Option<String> {
        let (_, token) = self.0.rsplit_once('/')?;
        Some(unescape(token).into_owned())
    }

    /// The keys and indices from the outermost to the innermost, unescaped.
    pub fn tokens(&self) -> impl Iterator<Item = String> {
        let tokens = self.0.split('/').skip(1);
        tokens.map(|token| unescape(token).into_owned())
    }

    /// Whether this is `other` or stands somewhere in it.
    pub fn is_within(&self, other: &Self) -> bool {
        self.0
            .strip_prefix(&other.0)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// What stands at `rest`, the text of a pointer, in what stands here.
    pub(crate) fn join(&self, rest: &str) -> Self {
        Self(format!("{}{rest}", self.0))
    }

    /// What stands here in `tree`.
    pub fn find<'t>(&self, tree: &'t Value) -> Option<&'t Value> {
        find(tree, &self.0)
    }

    /// The same, to be changed.
    pub(crate) fn find_mut<'t>(&self, tree: &'t mut Value) -> Option<&'t mut Value> {
        self.0.split('/').skip(1).try_fold(tree, |value, token| {
            let token = unescape(token);
            match value {
                Value::Object(members) => members.get_mut(&*token),
                Value::Array(elements) => elements.get_mut(index(&token)?),
                _ => None,
            }
        })
    }

    /// The pointer as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// That a text is no JSON pointer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum InvalidPointer {
    /// It is not empty and does not begin with a slash.
    NoLeadingSlash,
    /// It has a tilde that is followed by neither `0` nor `1`.
    BadEscape,
}

impl fmt::Display for InvalidPointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NoLeadingSlash => "a JSON pointer is empty or begins with `/`",
            Self::BadEscape => "in a JSON pointer `~` is followed by `0` or `1`",
        })
    }
}

impl std::error::Error for InvalidPointer {}

impl FromStr for Pointer {
    type Err = InvalidPointer;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if !text.is_empty() && !text.starts_with('/') {
            return Err(InvalidPointer::NoLeadingSlash);
        }
        let escapes_are_good = text
            .split('~')
            .skip(1)
            .all(|rest| rest.starts_with(['0', '1']));
        if !escapes_are_good {
            return Err(InvalidPointer::BadEscape);
        }
        Ok(Self(text.to_owned()))
    }
}

/// "First transforming any occurrence of the sequence '~1' to '/', and then transforming any occurrence of the sequence
/// '~0' to '~'" (RFC 6901, section 4), which is each escape taken by itself, from left to right: so `~01` becomes no slash.
fn unescape(token: &str) -> Cow<'_, str> {
    let Some((start, rest)) = token.split_once('~') else {
        return token.into();
    };
    let mut text = String::with_capacity(token.len());
    text.push_str(start);
    for escaped in rest.split('~') {
        let (sign, rest) = match (escaped.strip_prefix('1'), escaped.strip_prefix('0')) {
            (Some(rest), _) => ('/', rest),
            (None, Some(rest)) => ('~', rest),
            // No pointer has this.
            (None, None) => ('~', escaped),
        };
        text.push(sign);
        text.push_str(rest);
    }
    text.into()
}

/// What stands at the pointer with the text `pointer` in `tree`. The same as `Value::pointer`, which makes two texts of
/// each key: a document is asked so often that it shows.
pub(crate) fn find<'t>(tree: &'t Value, pointer: &str) -> Option<&'t Value> {
    pointer.split('/').skip(1).try_fold(tree, |value, token| {
        let token = unescape(token);
        match value {
            Value::Object(members) => member(members, &token),
            Value::Array(elements) => elements.get(index(&token)?),
            _ => None,
        }
    })
}

/// Most objects of a document have few members, and to hash a key takes longer than to look at those.
fn member<'t>(members: &'t Map<String, Value>, key: &str) -> Option<&'t Value> {
    const FEW: usize = 8;
    if members.len() > FEW {
        return members.get(key);
    }
    let mut members = members.iter();
    members.find_map(|(name, value)| (name == key).then_some(value))
}

/// "Either digits without a leading zero or `0`" (RFC 6901, section 4).
fn index(token: &str) -> Option<usize> {
    let is_index = token == "0" || token.starts_with(|first| matches!(first, '1'..='9'));
    is_index.then(|| token.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{InvalidPointer, Pointer};

    #[test]
    fn keys_are_escaped_on_the_way_in_and_unescaped_on_the_way_out() {
        let pointer = Pointer::ROOT
            .child("paths")
            .child("/a/{b~1}")
            .child("")
            .index(3);
        assert_eq!(pointer.to_string(), "/paths/~1a~1{b~01}//3");
        assert_eq!(
            pointer.tokens().collect::<Vec<_>>(),
            ["paths", "/a/{b~1}", "", "3"]
        );
        assert_eq!(pointer.last().as_deref(), Some("3"));
        assert_eq!(pointer.to_string().parse(), Ok(pointer));
    }

    #[test]
    fn the_root_has_no_parent_and_no_token() {
        assert_eq!(Pointer::ROOT.parent(), None);
        assert_eq!(Pointer::ROOT.last(), None);
        assert_eq!(Pointer::ROOT.tokens().count(), 0);
        assert_eq!(Pointer::ROOT.child("a").parent(), Some(Pointer::ROOT));
    }

    #[test]
    fn a_tilde_escape_is_read_in_the_order_that_the_standard_gives() {
        let pointer: Pointer = "/~01".parse().expect("a pointer");
        assert_eq!(pointer.last().as_deref(), Some("~1"));
    }

    #[test]
    fn what_stands_somewhere_is_found() {
        let tree = json!({"a/b": [{"~1": 1}, 2], "": {"0": 3}});
        for (pointer, found) in [
            ("", Some(tree.clone())),
            ("/a~1b/0/~01", Some(json!(1))),
            ("/a~1b/1", Some(json!(2))),
            ("//0", Some(json!(3))),
            ("/a~1b/2", None),
            ("/a~1b/01", None),
            ("/a~1b/+1", None),
            ("/a~1b/1/x", None),
            ("/a", None),
        ] {
            let at: Pointer = pointer.parse().expect("a pointer");
            assert_eq!(at.find(&tree).cloned(), found, "{pointer}");
            assert_eq!(at.find(&tree), tree.pointer(pointer), "{pointer}");
        }
    }

    #[test]
    fn within_is_decided_by_whole_tokens() {
        let outer = Pointer::ROOT.child("a");
        assert!(outer.is_within(&outer));
        assert!(outer.child("b").is_within(&outer));
        assert!(outer.is_within(&Pointer::ROOT));
        assert!(!Pointer::ROOT.child("ab").is_within(&outer));
        assert!(!Pointer::ROOT.is_within(&outer));
    }

    #[test]
    fn what_is_no_pointer_is_refused() {
        assert_eq!(
            "a/b".parse::<Pointer>(),
            Err(InvalidPointer::NoLeadingSlash)
        );
        assert_eq!("/a~".parse::<Pointer>(), Err(InvalidPointer::BadEscape));
        assert_eq!("/a~2".parse::<Pointer>(), Err(InvalidPointer::BadEscape));
        assert_eq!("/~~0".parse::<Pointer>(), Err(InvalidPointer::BadEscape));
    }
}
