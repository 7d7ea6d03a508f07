//! What is changed in code: the table of operators. To add one, add a line here and its function below.

use std::ops::Range;

use syn::spanned::Spanned;
use syn::{
    BinOp, Expr, ExprMatch, FnArg, GenericArgument, Lit, Pat, PathArguments, ReceiverKind,
    ReturnType, Signature, Stmt, Type, UnOp,
};

use super::source::{Node, Text, binds};
use super::weave::{Edit, Place};

/// One kind of change.
pub(super) struct Operator {
    /// What it is called.
    pub(super) name: &'static str,
    /// Every change of a piece; none where there is nothing to change.
    pub(super) edits: fn(&Node<'_>, &Text<'_>) -> Vec<Edit>,
}

const fn operator(name: &'static str, edits: fn(&Node<'_>, &Text<'_>) -> Vec<Edit>) -> Operator {
    Operator { name, edits }
}

/// All operators.
pub(super) const OPERATORS: &[Operator] = &[
    operator("replace-body", replace_body),
    operator("negate-condition", negate_condition),
    operator("swap-operator", swap_operator),
    operator("drop-negation", drop_negation),
    operator("drop-statement", drop_statement),
    operator("drop-call", drop_call),
    operator("drop-arm", drop_arm),
    operator("swap-arms", swap_arms),
    operator("change-text", change_text),
    operator("change-number", change_number),
];

fn edit(piece: &impl Spanned, text: impl Into<String>, place: Place) -> Edit {
    Edit {
        range: piece.span().byte_range(),
        text: text.into(),
        place,
    }
}

/// A function gives a plain value at once.
fn replace_body(node: &Node<'_>, text: &Text<'_>) -> Vec<Edit> {
    let Node::Body(signature, block) = node else {
        return Vec::new();
    };
    if block.stmts.is_empty() {
        return Vec::new();
    }
    let inside = inside(block.span().byte_range());
    let old = text.of(block);
    let old = old.trim_matches(['{', '}']).trim();
    let values = match &signature.output {
        ReturnType::Default => vec!["()".to_owned()],
        ReturnType::Type(_, kind) => values(kind, signature),
    };
    let is_new = |value: &String| {
        value != old && !(old == "Self::default()" && value.starts_with("Default"))
    };
    let values = values.into_iter().filter(is_new);
    let edits = values.map(|value| Edit {
        range: inside.clone(),
        text: value,
        place: Place::Body,
    });
    edits.collect()
}

/// What is between the braces.
fn inside(block: Range<usize>) -> Range<usize> {
    block.start + 1..block.end.saturating_sub(1)
}

/// Plain values of a type.
fn values(kind: &Type, signature: &Signature) -> Vec<String> {
    let some = |values: &[&str]| values.iter().map(|&it| it.to_owned()).collect();
    let of = |path: &PathArguments, wrap: &str| -> Vec<String> {
        let PathArguments::AngleBracketed(arguments) = path else {
            return Vec::new();
        };
        let Some(GenericArgument::Type(inner)) = arguments.args.first() else {
            return Vec::new();
        };
        let values = values(inner, signature).into_iter();
        values.map(|it| format!("{wrap}({it})")).collect()
    };
    match kind {
        Type::Tuple(tuple) if tuple.elems.is_empty() => some(&["()"]),
        Type::Reference(reference) => match &*reference.elem {
            Type::Path(path) if path.path.is_ident("str") => some(&["\"\"", "\"x\""]),
            _ => Vec::new(),
        },
        Type::Path(path) => {
            let Some(last) = path.path.segments.last() else {
                return Vec::new();
            };
            match last.ident.to_string().as_str() {
                "bool" => some(&["true", "false"]),
                "String" => some(&["String::new()", "\"x\".to_owned()"]),
                "u8" | "u16" | "u32" | "u64" | "usize" | "i8" | "i16" | "i32" | "i64" | "isize" => {
                    some(&["0", "1"])
                }
                "Vec" => some(&["Vec::new()"]),
                "Option" => {
                    let mut values = vec!["None".to_owned()];
                    values.extend(of(&last.arguments, "Some"));
                    values
                }
                "Result" if last.arguments.is_none() => some(&["Ok(())"]),
                "Result" => of(&last.arguments, "Ok"),
                // A setter that forgets what it is given.
                "Self" if takes_itself(signature) => some(&["self"]),
                _ => some(&["Default::default()"]),
            }
        }
        _ => Vec::new(),
    }
}

fn takes_itself(signature: &Signature) -> bool {
    let first = signature.inputs.first();
    matches!(first, Some(FnArg::Receiver(it)) if matches!(it.kind, ReceiverKind::Value))
}

fn negate_condition(node: &Node<'_>, text: &Text<'_>) -> Vec<Edit> {
    match node {
        // Of a negation there is `drop-negation`.
        Node::Condition(Expr::Unary(_)) => Vec::new(),
        Node::Condition(condition) => {
            let negated = format!("!({})", text.of(condition));
            vec![edit(condition, negated, Place::Expression)]
        }
        _ => Vec::new(),
    }
}

fn swap_operator(node: &Node<'_>, text: &Text<'_>) -> Vec<Edit> {
    let Node::Expression(whole @ Expr::Binary(binary)) = node else {
        return Vec::new();
    };
    if binds(whole) {
        return Vec::new();
    }
    let other = match binary.op {
        BinOp::Eq(_) => "!=",
        BinOp::Ne(_) => "==",
        BinOp::Lt(_) => "<=",
        BinOp::Le(_) => "<",
        BinOp::Gt(_) => ">=",
        BinOp::Ge(_) => ">",
        BinOp::And(_) => "||",
        BinOp::Or(_) => "&&",
        BinOp::Add(_) => "-",
        BinOp::Sub(_) | BinOp::Mul(_) => "+",
        BinOp::Div(_) | BinOp::Rem(_) => "*",
        BinOp::AddAssign(_) => "-=",
        BinOp::SubAssign(_) | BinOp::MulAssign(_) => "+=",
        _ => return Vec::new(),
    };
    let side = |side: &Expr| match side {
        // The other operator may bind otherwise than the old one.
        Expr::Binary(_) if matches!(other, "||" | "&&" | "+" | "-" | "*") => {
            format!("({})", text.of(side))
        }
        _ => text.of(side).to_owned(),
    };
    let swapped = format!("{} {other} {}", side(&binary.left), side(&binary.right));
    vec![edit(*whole, swapped, Place::Expression)]
}

fn drop_negation(node: &Node<'_>, text: &Text<'_>) -> Vec<Edit> {
    match node {
        Node::Expression(whole @ Expr::Unary(unary)) if matches!(unary.op, UnOp::Not(_)) => {
            vec![edit(*whole, text.of(&unary.expr), Place::Expression)]
        }
        _ => Vec::new(),
    }
}

/// A call or an assignment is not made.
fn drop_statement(node: &Node<'_>, _: &Text<'_>) -> Vec<Edit> {
    match node {
        Node::Statement(
            whole @ Stmt::Expr(
                Expr::MethodCall(_)
                | Expr::Call(_)
                | Expr::Assign(_)
                | Expr::Binary(_)
                | Expr::Try(_),
                Some(_),
            ),
        ) => vec![edit(*whole, "", Place::Statement)],
        _ => Vec::new(),
    }
}

/// What a method was called on, in place of what it gives.
fn drop_call(node: &Node<'_>, text: &Text<'_>) -> Vec<Edit> {
    match node {
        Node::Expression(whole @ Expr::MethodCall(call)) => {
            vec![edit(*whole, text.of(&call.receiver), Place::Expression)]
        }
        _ => Vec::new(),
    }
}

/// An arm that a later one stands in for.
fn drop_arm(node: &Node<'_>, _: &Text<'_>) -> Vec<Edit> {
    let Node::Match(ExprMatch { arms, .. }) = node else {
        return Vec::new();
    };
    let Some((last, others)) = arms.split_last() else {
        return Vec::new();
    };
    let takes_all = match &last.pat {
        Pat::Wild(_) => true,
        // What begins with a capital is no name for anything but a value: `None`.
        Pat::Ident(it) => {
            let is_small = it
                .ident
                .to_string()
                .starts_with(|first: char| first.is_lowercase());
            it.subpat.is_none() && is_small
        }
        _ => false,
    };
    if !takes_all {
        return Vec::new();
    }
    let others = others
        .iter()
        .filter(|arm| !matches!(arm.pat, Pat::Guard(_)));
    others
        .map(|arm| edit(&arm.pat, "", Place::Pattern))
        .collect()
}

/// An arm of a value does what that of its neighbour does.
fn swap_arms(node: &Node<'_>, text: &Text<'_>) -> Vec<Edit> {
    let Node::Match(ExprMatch { arms, .. }) = node else {
        return Vec::new();
    };
    let is_value = |pattern: &Pat| match pattern {
        Pat::Lit(_) | Pat::Path(_) => true,
        Pat::Or(it) => it
            .cases
            .iter()
            .all(|it| matches!(it, Pat::Lit(_) | Pat::Path(_))),
        _ => false,
    };
    let pairs = arms.windows(2).filter_map(|pair| match pair {
        [one, other] if is_value(&one.pat) && is_value(&other.pat) => {
            let (old, new) = (text.of(&one.body), text.of(&other.body));
            (old != new).then(|| edit(&one.body, new, Place::Arm))
        }
        _ => None,
    });
    pairs.collect()
}

/// A name or a sign becomes another; a text with spaces is words for people.
fn change_text(node: &Node<'_>, text: &Text<'_>) -> Vec<Edit> {
    match node {
        Node::Expression(whole @ Expr::Lit(it)) => match &it.lit {
            Lit::Str(literal) if !literal.value().is_empty() && !literal.value().contains(' ') => {
                let changed = text.of(literal).replacen('"', "\"x", 1);
                vec![edit(*whole, changed, Place::Expression)]
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn change_number(node: &Node<'_>, _: &Text<'_>) -> Vec<Edit> {
    match node {
        Node::Expression(whole @ Expr::Lit(it)) => match &it.lit {
            Lit::Int(literal) => match literal.base10_parse::<u64>() {
                Ok(number) => {
                    let more = format!("{}{}", number.saturating_add(1), literal.suffix());
                    vec![edit(*whole, more, Place::Expression)]
                }
                Err(_) => Vec::new(),
            },
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::source::candidates;
    use super::OPERATORS;
    use crate::cli::Part;

    /// The changes that operators make of a source, as `operator: - old + new`.
    fn changes(text: &str) -> Vec<String> {
        let candidates = candidates(Part::Runtime, "r", "a.rs", text).expect("it is Rust");
        let all = candidates.into_iter().map(|it| it.mutant);
        all.map(|it| format!("{}: {}", it.operator, it.change.replace('\n', " ")))
            .collect()
    }

    #[test]
    fn each_operator_changes_something() {
        let text = "fn f(a: u8, b: &str) -> Option<bool> {\n\
                    if a == 1 {\n\
                    g();\n\
                    }\n\
                    match b {\n\
                    \"x\" => h(),\n\
                    \"y\" => !i.trim(),\n\
                    _ => j(\"name\"),\n\
                    }\n\
                    }\n";
        let changes = changes(text);
        for expected in [
            "negate-condition: - if a == 1 { + if !(a == 1) {",
            "swap-operator: - if a == 1 { + if a != 1 {",
            "change-number: - if a == 1 { + if a == 2 {",
            "drop-statement: - g(); +",
            "swap-arms: - \"x\" => h(), + \"x\" => !i.trim(),",
            "drop-arm: - \"x\" => h(), + /* never: \"x\" */ => h(),",
            "drop-negation: - \"y\" => !i.trim(), + \"y\" => i.trim(),",
            "drop-call: - \"y\" => !i.trim(), + \"y\" => !i,",
            "change-text: - _ => j(\"name\"), + _ => j(\"xname\"),",
        ] {
            assert!(
                changes.iter().any(|it| it.trim() == expected),
                "{expected}: {changes:#?}"
            );
        }
        let bodies = changes.iter().filter(|it| it.starts_with("replace-body"));
        // None, Some(true) and Some(false).
        assert_eq!(bodies.count(), 3);
        let names: BTreeSet<_> = OPERATORS.iter().map(|it| it.name).collect();
        let tried: BTreeSet<_> = changes
            .iter()
            .filter_map(|it| it.split(':').next())
            .collect();
        assert_eq!(tried, names);
    }

    #[test]
    fn nothing_is_changed_that_no_switch_can_stand_in() {
        let text = "const A: u8 = 1 + 1;\n\
                    static B: &str = \"b\";\n\
                    const fn c() -> bool { true && false }\n\
                    #[cfg(test)]\nmod tests { fn d() -> bool { true } }\n\
                    impl std::fmt::Debug for E { fn fmt(&self) -> bool { f(1) } }\n\
                    fn g(_: [u8; 3]) {}\n\
                    macro_rules! h { () => { 1 == 1 } }\n";
        assert_eq!(changes(text), [""; 0]);
    }

    #[test]
    fn an_arm_is_dropped_only_where_a_later_one_takes_all() {
        let drops = |text: &str| changes(text).iter().any(|it| it.starts_with("drop-arm"));
        assert!(drops("fn f() { match a { Some(b) => {} c => {} } }"));
        assert!(drops("fn f() { match a { Some(b) => {} _ => {} } }"));
        assert!(!drops("fn f() { match a { Some(b) => {} None => {} } }"));
        assert!(!drops("fn f() { match a { Some(b) if b => {} _ => {} } }"));
    }

    #[test]
    fn what_binds_is_left_in_its_place() {
        let changes = changes("fn f() { if let Some(a) = b && a > c { d() } }");
        assert!(changes.iter().any(|it| it.contains("a >= c")));
        assert!(!changes.iter().any(|it| it.contains("||")), "{changes:#?}");
    }
}
