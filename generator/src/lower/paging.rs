//! Lists that come in pages: which operations give such, and where a page says which one comes next.
//!
//! OpenAPI has no word for it, so what is recognised is what widespread APIs do, by the names that they have for it. An
//! operation and the types of all come in, the fact goes out; a list that is told of in another way is one like any other
//! answer.

use crate::diagnostic::Pointer;
use crate::ir::{
    Items, Method, NextPage, Object, Operation, Paging, Parameter, ParameterPlace, Property,
    Response, ResponseContent, Shape, StatusKey, Type, TypeRef,
};

/// Parameters that say where a page begins. Here and below names are in lower case, without what stands between words.
const POSITIONS: [&str; 8] = [
    "page",
    "pagenum",
    "pagenumber",
    "pagetoken",
    "offset",
    "cursor",
    "marker",
    "after",
];
/// Parameters that number the pages.
const NUMBERS: [&str; 3] = ["page", "pagenum", "pagenumber"];
/// Properties with the number of the items of all pages.
const TOTALS: [&str; 5] = [
    "totalcount",
    "total",
    "totalitems",
    "itemstotal",
    "totalresults",
];
/// Properties whose value may have that number.
const ENVELOPES: [&str; 3] = ["meta", "pagination", "paging"];
/// Properties with the items, where there are several arrays.
const ITEMS: [&str; 3] = ["results", "items", "data"];

/// The property with links to other resources, the page behind this one among them.
const LINKS: &str = "links";
/// Where the URL of the next page stands by itself, as names on the wire.
const URLS: [&[&str]; 4] = [
    // JSON:API.
    &["links", "next"],
    &["links", "pages", "next"],
    // HAL.
    &["_links", "next", "href"],
    &["next_page_uri"],
];

/// How many aliases and unions may stand between a name and an object: some hold themselves.
const DEPTH: usize = 4;

/// How the pages of the operation follow each other, if its answers are pages.
pub(super) fn paging(operation: &Operation, types: &[Type]) -> Option<Paging> {
    let types = Types(types);
    let (response, body) = page(operation)?;
    if !types.is_list(body) {
        return None;
    }
    let next = if types.has_links(body) && asks(operation, &POSITIONS).is_some() {
        NextPage::Links(pointer(&[LINKS]))
    } else if let Some(path) = URLS.iter().find(|path| types.is_url(body, path)) {
        NextPage::Url(pointer(path))
    } else if types.has_link_header(response) {
        NextPage::Header
    } else {
        let parameter = asks(operation, &NUMBERS)?;
        let (_, items) = types.listed(body)?;
        NextPage::Number {
            parameter: parameter.name.clone(),
            first: first(parameter)?,
            items: pointer(&[items.name.as_str()]),
            total: types.total(body)?,
        }
    };
    let items = types.items(body);
    Some(Paging { next, items })
}

/// The only success of an operation that reads, if it is JSON and nothing else.
fn page(operation: &Operation) -> Option<(&Response, &TypeRef)> {
    if operation.method != Method::Get || operation.body.is_some() {
        return None;
    }
    let is_success =
        |it: &&Response| matches!(it.status, StatusKey::Code(200..=299) | StatusKey::Range(2));
    let mut successes = operation.responses.iter().filter(is_success);
    let (Some(response), None) = (successes.next(), successes.next()) else {
        return None;
    };
    match response.representations.as_slice() {
        [only] => match &only.content {
            ResponseContent::Json(body) => Some((response, body)),
            _ => None,
        },
        _ => None,
    }
}

/// The query parameter of one of these names.
fn asks<'o>(operation: &'o Operation, names: &[&str]) -> Option<&'o Parameter> {
    operation.parameters.iter().find(|parameter| {
        parameter.place == ParameterPlace::Query && is_one_of(parameter.name.as_str(), names)
    })
}

/// The number of the first page. Without a default nobody knows whether it is 0 or 1.
fn first(parameter: &Parameter) -> Option<u64> {
    match &parameter.value.ty {
        TypeRef::Integer(_) => parameter.default.as_deref()?.parse().ok(),
        _ => None,
    }
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    let letters = name.chars().filter(|it| it.is_alphanumeric());
    let plain: String = letters.flat_map(char::to_lowercase).collect();
    names.contains(&plain.as_str())
}

fn pointer(path: &[&str]) -> String {
    let names = path.iter();
    let pointer = names.fold(Pointer::ROOT, |at, name| at.child(name));
    pointer.to_string()
}

/// All types of the API.
#[derive(Clone, Copy)]
struct Types<'t>(&'t [Type]);

impl<'t> Types<'t> {
    /// The type behind a name, if it is one.
    fn shape(self, ty: &TypeRef) -> Option<&'t Shape> {
        match ty.without_null() {
            TypeRef::Named(id) => self.0.get(id.0).map(|it| &it.shape),
            _ => None,
        }
    }

    /// The objects that values of the type may be.
    fn objects(self, ty: &TypeRef, depth: usize) -> Vec<&'t Object> {
        let Some(depth) = depth.checked_sub(1) else {
            return Vec::new();
        };
        match self.shape(ty) {
            Some(Shape::Object(object)) => vec![object],
            Some(Shape::Alias(value)) => self.objects(&value.ty, depth),
            Some(Shape::Union(union)) => {
                let variants = union.variants.iter();
                variants
                    .flat_map(|it| self.objects(&it.value.ty, depth))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// What the arrays hold that values of the type may be.
    fn elements(self, ty: &'t TypeRef, depth: usize) -> Vec<&'t TypeRef> {
        let Some(depth) = depth.checked_sub(1) else {
            return Vec::new();
        };
        match (ty.without_null(), self.shape(ty)) {
            (TypeRef::Array(element), _) => vec![element],
            (_, Some(Shape::Alias(value))) => self.elements(&value.ty, depth),
            (_, Some(Shape::Union(union))) => {
                let variants = union.variants.iter();
                variants
                    .flat_map(|it| self.elements(&it.value.ty, depth))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// The type of what stands at a path.
    fn at(self, ty: &'t TypeRef, path: &[&str]) -> Option<&'t TypeRef> {
        path.iter().try_fold(ty, |ty, name| {
            let objects = self.objects(ty, DEPTH).into_iter();
            let mut properties = objects.flat_map(|object| &object.properties);
            let property = properties.find(|it| it.name.as_str() == *name)?;
            Some(&property.value.ty)
        })
    }

    fn is_array(self, ty: &'t TypeRef) -> bool {
        !self.elements(ty, DEPTH).is_empty()
    }

    /// Whether a page can list something: it is an array, or has one beside its links.
    fn is_list(self, body: &'t TypeRef) -> bool {
        let objects = self.objects(body, DEPTH).into_iter();
        let mut properties = objects.flat_map(|object| &object.properties);
        self.is_array(body)
            || properties.any(|it| it.name.as_str() != LINKS && self.is_array(&it.value.ty))
    }

    /// Whether it has an array of links by their relations.
    fn has_links(self, body: &'t TypeRef) -> bool {
        let links = self.at(body, &[LINKS]);
        let mut elements = links.into_iter().flat_map(|it| self.elements(it, DEPTH));
        elements.any(|link| {
            self.at(link, &["rel"])
                .and(self.at(link, &["href"]))
                .is_some()
        })
    }

    fn is_url(self, body: &'t TypeRef, path: &[&str]) -> bool {
        let ty = self.at(body, path).map(TypeRef::without_null);
        matches!(ty, Some(TypeRef::String | TypeRef::Formatted(_)))
    }

    fn has_link_header(self, response: &Response) -> bool {
        let headers = response.headers.and_then(|id| self.0.get(id.0));
        match headers.map(|it| &it.shape) {
            Some(Shape::Object(object)) => {
                let mut headers = object.properties.iter();
                headers.any(|header| header.name.as_str() == "link")
            }
            _ => false,
        }
    }

    /// The property that is the list.
    fn listed(self, body: &'t TypeRef) -> Option<(usize, &'t Property)> {
        let (TypeRef::Named(_), Some(Shape::Object(object))) = (body, self.shape(body)) else {
            return None;
        };
        let properties = object.properties.iter().enumerate();
        let arrays: Vec<_> = properties
            .filter(|(_, it)| it.name.as_str() != LINKS && self.is_array(&it.value.ty))
            .collect();
        let named = |(_, it): &&(usize, &Property)| is_one_of(it.name.as_str(), &ITEMS);
        match (arrays.iter().find(named), arrays.as_slice()) {
            (Some(named), _) => Some(*named),
            (None, [only]) => Some(*only),
            _ => None,
        }
    }

    /// What is listed, as far as code can get at it without asking whether it is an array.
    fn items(self, body: &'t TypeRef) -> Option<Items> {
        if let TypeRef::Array(_) = body {
            return Some(Items::Body);
        }
        let (position, property) = self.listed(body)?;
        matches!(property.value.ty, TypeRef::Array(_)).then_some(Items::Property(position))
    }

    /// Where the number of all items stands.
    fn total(self, body: &'t TypeRef) -> Option<String> {
        let total = |ty: &TypeRef| {
            let objects = self.objects(ty, DEPTH).into_iter();
            let mut properties = objects.flat_map(|object| &object.properties);
            let total = properties.find(|it| {
                is_one_of(it.name.as_str(), &TOTALS)
                    && matches!(
                        it.value.ty.without_null(),
                        TypeRef::Integer(_) | TypeRef::Double
                    )
            })?;
            Some(total.name.as_str())
        };
        if let Some(total) = total(body) {
            return Some(pointer(&[total]));
        }
        ENVELOPES.iter().find_map(|envelope| {
            let total = total(self.at(body, &[envelope])?)?;
            Some(pointer(&[envelope, total]))
        })
    }
}
