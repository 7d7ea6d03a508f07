//! What of a source can be changed: the walk through it that offers each piece to the operators.

use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Block, Expr, ExprMatch, Meta, ReturnType, Signature, Stmt};

use super::operators::OPERATORS;
use super::weave::Edit;
use crate::Failure;
use crate::cli::Part;
use crate::mutants::{Mutant, difference};

/// A change that could be made.
pub(super) struct Candidate {
    /// What it is.
    pub(super) mutant: Mutant,
    /// The file in its crate.
    pub(super) file: String,
    /// How it is made.
    pub(super) edit: Edit,
}

/// A piece of a source.
pub(super) enum Node<'a> {
    /// An expression.
    Expression(&'a Expr),
    /// The condition of an `if` or a `while`, which binds nothing.
    Condition(&'a Expr),
    /// A function's body.
    Body(&'a Signature, &'a Block),
    /// A statement.
    Statement(&'a Stmt),
    /// A `match`.
    Match(&'a ExprMatch),
}

/// The text that the pieces are of.
pub(super) struct Text<'a>(&'a str);

impl Text<'_> {
    /// The text of a piece.
    pub(super) fn of(&self, piece: &impl Spanned) -> &str {
        self.0.get(piece.span().byte_range()).unwrap_or_default()
    }
}

/// Every change of a file that the operators know.
pub(super) fn candidates(
    part: Part,
    folder: &str,
    path: &str,
    text: &str,
) -> Result<Vec<Candidate>, Failure> {
    let file = syn::parse_file(text)
        .map_err(|error| Failure::new(format!("{folder}/{path} can't be read: {error}")))?;
    let mut walk = Walk {
        text: Text(text),
        edits: Vec::new(),
    };
    walk.visit_file(&file);
    let candidates = walk.edits.into_iter().filter_map(|(operator, edit)| {
        let before = text.get(..edit.range.start)?;
        let old = text.get(edit.range.clone())?;
        let line = before.matches('\n').count() + 1;
        let new = shown(&edit, old);
        let change = difference(
            text,
            &format!("{before}{new}{}", text.get(edit.range.end..)?),
        );
        let mutant = Mutant {
            operator,
            of: part,
            operation: None,
            place: format!("{folder}/{path}:{line}"),
            change,
        };
        Some(Candidate {
            mutant,
            file: path.to_owned(),
            edit,
        })
    });
    Ok(candidates.collect())
}

/// A change as a person would have written it.
fn shown(edit: &Edit, old: &str) -> String {
    use super::weave::Place;
    match edit.place {
        Place::Body => format!(" {} ", edit.text),
        Place::Pattern => format!("/* never: {old} */"),
        Place::Expression | Place::Arm | Place::Statement => edit.text.clone(),
    }
}

struct Walk<'a> {
    text: Text<'a>,
    edits: Vec<(&'static str, Edit)>,
}

impl Walk<'_> {
    fn offer(&mut self, node: &Node<'_>) {
        for operator in OPERATORS {
            let edits = (operator.edits)(node, &self.text);
            self.edits
                .extend(edits.into_iter().map(|edit| (operator.name, edit)));
        }
    }

    fn function(&mut self, attributes: &[Attribute], signature: &Signature, block: &Block) {
        // What is const is worked out by the compiler, where no switch is.
        if signature.constness.is_some() || is_for_tests(attributes) {
            return;
        }
        self.offer(&Node::Body(signature, block));
        self.visit_block(block);
    }
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|it| match &it.meta {
        Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        Meta::Path(path) => path.is_ident("test"),
        Meta::NameValue(_) => false,
    })
}

/// Whether a function only sets memory aside: how much, nobody can tell but by the time that it takes.
fn is_of_capacity(function: &Expr) -> bool {
    let Expr::Path(function) = function else {
        return false;
    };
    let name = function.path.segments.last();
    name.is_some_and(|name| name.ident == "with_capacity")
}

/// Whether a condition binds names, so that it can't be put in parentheses.
pub(super) fn binds(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(it) => binds(&it.left) || binds(&it.right),
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Walk<'_> {
    fn visit_item_mod(&mut self, it: &'ast syn::ItemMod) {
        if !is_for_tests(&it.attrs) {
            visit::visit_item_mod(self, it);
        }
    }

    fn visit_item_fn(&mut self, it: &'ast syn::ItemFn) {
        self.function(&it.attrs, &it.sig, &it.block);
    }

    fn visit_impl_item_fn(&mut self, it: &'ast syn::ImplItemFn) {
        self.function(&it.attrs, &it.sig, &it.block);
    }

    fn visit_trait_item_fn(&mut self, it: &'ast syn::TraitItemFn) {
        if let Some(block) = &it.default {
            self.function(&it.attrs, &it.sig, block);
        }
    }

    fn visit_item_impl(&mut self, it: &'ast syn::ItemImpl) {
        let of = it
            .trait_
            .as_ref()
            .and_then(|(path, _)| path.segments.last());
        // How a value looks in a debugger is no contract.
        if !is_for_tests(&it.attrs) && of.is_none_or(|of| of.ident != "Debug") {
            visit::visit_item_impl(self, it);
        }
    }

    fn visit_expr(&mut self, it: &'ast Expr) {
        self.offer(&Node::Expression(it));
        match it {
            Expr::If(inner) if !binds(&inner.cond) => self.offer(&Node::Condition(&inner.cond)),
            Expr::While(inner) if !binds(&inner.cond) => self.offer(&Node::Condition(&inner.cond)),
            Expr::Match(inner) => self.offer(&Node::Match(inner)),
            Expr::Const(_) | Expr::Repeat(_) => return,
            Expr::Call(inner) if is_of_capacity(&inner.func) => return,
            _ => {}
        }
        visit::visit_expr(self, it);
    }

    fn visit_stmt(&mut self, it: &'ast Stmt) {
        self.offer(&Node::Statement(it));
        visit::visit_stmt(self, it);
    }

    fn visit_pat(&mut self, it: &'ast syn::Pat) {
        if let syn::Pat::Guard(it) = it {
            self.visit_expr(&it.guard);
        }
    }

    // In none of these is there anything that a switch could stand in.
    fn visit_type(&mut self, _: &'ast syn::Type) {}
    fn visit_generic_argument(&mut self, _: &'ast syn::GenericArgument) {}
    fn visit_attribute(&mut self, _: &'ast Attribute) {}
    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}
    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}
    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}
    fn visit_trait_item_const(&mut self, _: &'ast syn::TraitItemConst) {}
    fn visit_variant(&mut self, _: &'ast syn::Variant) {}
    fn visit_return_type(&mut self, _: &'ast ReturnType) {}
}

#[cfg(test)]
mod tests {
    use super::candidates;
    use crate::cli::Part;

    #[test]
    fn how_much_memory_is_set_aside_is_not_changed() -> Result<(), crate::Failure> {
        let of = |text: &str| candidates(Part::Runtime, "a", "b.rs", text).map(|it| it.len());
        let empty = of("fn f() { let v = Vec::new(); }")?;
        let aside = of("fn f() { let v = Vec::with_capacity(n + 1); }")?;
        let filled = of("fn f() { let v = Vec::filled(n + 1); }")?;
        assert_eq!(aside, empty);
        assert!(filled > empty);
        Ok(())
    }
}
