//! What a caller has to show: the alternatives of an operation, each with the schemes that it takes together.

use super::{Document, Node, operation::Scheme};

/// The operation's own `security`, else the document's (OpenAPI 3.0.4, section 4.8.10.1).
pub(super) fn alternatives(document: &Document, operation: &Node<'_>) -> Vec<Vec<Scheme>> {
    let root = document.root();
    let list = operation
        .below("security")
        .or_else(|| root.below("security"));
    let alternatives = list.map(|list| list.entries()).unwrap_or_default();
    let schemes = |(_, alternative): (String, Node<'_>)| {
        let schemes = alternative.entries().into_iter();
        schemes
            .map(|(name, scopes)| scheme(document, name, &scopes))
            .collect()
    };
    alternatives.into_iter().map(schemes).collect()
}

/// A requirement names a scheme of the components (OpenAPI 3.0.4, section 4.8.30). One that is not there stays a name.
fn scheme(document: &Document, name: String, scopes: &Node<'_>) -> Scheme {
    let components = document.root().below("components");
    let schemes = components.and_then(|components| components.below("securitySchemes"));
    let found = schemes.and_then(|schemes| schemes.below(&name));
    let node = found.and_then(|node| document.resolve(node).ok());
    let text = |key| {
        node.as_ref()
            .and_then(|node| node.text(key))
            .map(str::to_owned)
    };
    let scopes = scopes.entries().into_iter();
    Scheme {
        name,
        kind: text("type").unwrap_or_default(),
        scheme: text("scheme").map(|scheme| scheme.to_ascii_lowercase()),
        place: text("in"),
        parameter: text("name"),
        scopes: scopes
            .filter_map(|(_, scope)| scope.value.as_str().map(str::to_owned))
            .collect(),
        pointer: node.map(|node| node.pointer).unwrap_or_default(),
    }
}
