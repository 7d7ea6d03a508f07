//! The intermediate representation as text for people: what was understood of a document, line by line.
//!
//! Snapshots hold it, so it is complete: two different APIs never print alike. Types are called `name#number`, where the
//! name is that of their first use.

mod types;

use std::fmt::{self, Display, Formatter};

use super::{
    Api, Body, BodyContent, BodyRepresentation, Deprecation, Docs, Encoding, Items, Operation,
    Paging, Parameter, Response, ResponseContent, ResponseRepresentation, SecurityScheme,
    SecuritySchemeKind, Server, ServerVariable, TypeId,
};

impl Display for Api {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let Self {
            title,
            version,
            description,
            servers,
            security_schemes,
            types,
            operations,
            // Says nothing of what was understood, and changes with every comment.
            document_sha256: _,
        } = self;
        writeln!(out, "api {title:?} version {version:?}")?;
        optional(out, "  description", description.as_ref())?;
        for server in servers {
            print_server(out, server)?;
        }
        for scheme in security_schemes {
            print_scheme(out, scheme)?;
        }
        for operation in operations {
            self.print_operation(out, operation)?;
        }
        for (index, ty) in types.iter().enumerate() {
            self.print_type(out, TypeId(index), ty)?;
        }
        Ok(())
    }
}

impl Api {
    fn print_operation(&self, out: &mut Formatter<'_>, operation: &Operation) -> fmt::Result {
        let Operation {
            id,
            tags,
            method,
            path,
            idempotent,
            docs,
            deprecation,
            security,
            servers,
            parameters,
            body,
            responses,
            paging,
        } = operation;
        writeln!(out, "\noperation {id}: {} {path}", method.as_str())?;
        if !tags.is_empty() {
            writeln!(out, "  tags {}", tags.join(", "))?;
        }
        if *idempotent != method.is_idempotent() {
            writeln!(out, "  idempotent {idempotent}")?;
        }
        print_docs(out, "  ", docs)?;
        print_deprecation(out, "  ", deprecation.as_ref())?;
        for alternative in security {
            let names = alternative.iter().map(|requirement| {
                let name = self
                    .security_schemes
                    .get(requirement.scheme)
                    .map_or("?", |scheme| scheme.name.as_str());
                if requirement.scopes.is_empty() {
                    name.to_owned()
                } else {
                    format!("{name}({})", requirement.scopes.join(" "))
                }
            });
            let names: Vec<String> = names.collect();
            writeln!(
                out,
                "  security {}",
                if names.is_empty() {
                    "none".to_owned()
                } else {
                    names.join(" and ")
                }
            )?;
        }
        for server in servers {
            print_server(out, server)?;
        }
        for parameter in parameters {
            self.print_parameter(out, parameter)?;
        }
        if let Some(body) = body {
            self.print_body(out, body)?;
        }
        for response in responses {
            self.print_response(out, response)?;
        }
        match paging {
            Some(paging) => print_paging(out, paging),
            None => Ok(()),
        }
    }

    fn print_body(&self, out: &mut Formatter<'_>, body: &Body) -> fmt::Result {
        let Body {
            required,
            docs,
            representations,
        } = body;
        for BodyRepresentation {
            media_type,
            content,
        } in representations
        {
            let presence = presence(*required);
            write!(out, "  body {} {presence}: ", media_type.0)?;
            match content {
                BodyContent::Json(value) => writeln!(out, "{}", self.value(value))?,
                BodyContent::Form { value, encodings } => {
                    writeln!(out, "form of {}", self.value(value))?;
                    for encoding in encodings {
                        print_encoding(out, encoding)?;
                    }
                }
                BodyContent::Multipart(id) => writeln!(out, "parts of {}", self.name(*id))?,
                BodyContent::Text => writeln!(out, "text")?,
                BodyContent::Bytes => writeln!(out, "bytes")?,
            }
        }
        print_docs(out, "    ", docs)
    }

    fn print_response(&self, out: &mut Formatter<'_>, response: &Response) -> fmt::Result {
        let Response {
            status,
            description,
            headers,
            representations,
            bodiless,
        } = response;
        if representations.is_empty() {
            write!(out, "  {status}")?;
            if !bodiless.is_empty() {
                let media_types: Vec<&str> = bodiless.iter().map(|it| it.0.as_str()).collect();
                write!(out, " {}", media_types.join(", "))?;
            }
            writeln!(out, " without a body {description:?}")?;
        }
        for (
            index,
            ResponseRepresentation {
                media_types,
                content,
            },
        ) in representations.iter().enumerate()
        {
            let media_types: Vec<&str> = media_types.iter().map(|it| it.0.as_str()).collect();
            write!(out, "  {status} {}: ", media_types.join(", "))?;
            match content {
                ResponseContent::Json(ty) => write!(out, "{}", self.reference(ty))?,
                ResponseContent::Text => write!(out, "text")?,
                ResponseContent::Bytes => write!(out, "bytes")?,
                ResponseContent::Stream => write!(out, "stream of bytes")?,
                ResponseContent::Events(ty) => write!(out, "events of {}", self.reference(ty))?,
                ResponseContent::JsonLines(ty) => write!(out, "lines of {}", self.reference(ty))?,
            }
            match index {
                0 => writeln!(out, " {description:?}")?,
                _ => writeln!(out)?,
            }
        }
        match headers {
            Some(id) => writeln!(out, "    headers {}", self.name(*id)),
            None => Ok(()),
        }
    }

    fn print_parameter(&self, out: &mut Formatter<'_>, parameter: &Parameter) -> fmt::Result {
        let Parameter {
            name,
            place,
            required,
            style,
            explode,
            allow_reserved,
            content,
            docs,
            deprecation,
            value,
            default,
        } = parameter;
        write!(
            out,
            "  {} {name} {}: {}",
            place.as_str(),
            presence(*required),
            self.value(value)
        )?;
        write!(out, ", {}", style.as_str())?;
        for (flag, word) in [(explode, " exploded"), (allow_reserved, " reserved")] {
            write!(out, "{}", if *flag { word } else { "" })?;
        }
        if let Some(media_type) = content {
            write!(out, ", as {}", media_type.0)?;
        }
        print_default(out, default.as_ref())?;
        print_docs(out, "    ", docs)?;
        print_deprecation(out, "    ", deprecation.as_ref())
    }
}

fn print_server(out: &mut Formatter<'_>, server: &Server) -> fmt::Result {
    let Server {
        url,
        description,
        variables,
    } = server;
    writeln!(out, "  server {url}")?;
    optional(out, "    description", description.as_ref())?;
    for ServerVariable {
        name,
        default,
        values,
        description,
    } in variables
    {
        write!(out, "    variable {name}, default {default:?}")?;
        if !values.is_empty() {
            write!(out, ", one of {values:?}")?;
        }
        writeln!(out)?;
        optional(out, "      description", description.as_ref())?;
    }
    Ok(())
}

fn print_paging(out: &mut Formatter<'_>, paging: &Paging) -> fmt::Result {
    let Paging { next, items } = paging;
    write!(out, "  paged by {next}")?;
    match items {
        Some(Items::Body) => writeln!(out, ", lists the body"),
        Some(Items::Property(position)) => writeln!(out, ", lists property {position}"),
        None => writeln!(out),
    }
}

fn print_encoding(out: &mut Formatter<'_>, encoding: &Encoding) -> fmt::Result {
    let Encoding {
        property,
        style,
        explode,
        allow_reserved,
        content_type,
    } = encoding;
    write!(out, "    {property} written {}", style.as_str())?;
    for (flag, word) in [(explode, " exploded"), (allow_reserved, " reserved")] {
        write!(out, "{}", if *flag { word } else { "" })?;
    }
    match content_type {
        Some(content_type) => writeln!(out, ", as {content_type}"),
        None => writeln!(out),
    }
}

fn print_scheme(out: &mut Formatter<'_>, scheme: &SecurityScheme) -> fmt::Result {
    let SecurityScheme {
        name,
        description,
        kind,
    } = scheme;
    write!(out, "  security scheme {name}: ")?;
    match kind {
        SecuritySchemeKind::HttpBasic => writeln!(out, "HTTP basic"),
        SecuritySchemeKind::HttpBearer => writeln!(out, "HTTP bearer"),
        SecuritySchemeKind::HttpDigest => writeln!(out, "HTTP digest"),
        SecuritySchemeKind::HttpOther(scheme) => writeln!(out, "HTTP other {scheme:?}"),
        SecuritySchemeKind::ApiKey { place, name } => {
            writeln!(out, "API key in {} {name}", place.as_str())
        }
        SecuritySchemeKind::OAuth2 {
            client_credentials_token_url: Some(url),
        } => {
            writeln!(out, "OAuth 2 with client credentials from {url}")
        }
        SecuritySchemeKind::OAuth2 {
            client_credentials_token_url: None,
        } => writeln!(out, "OAuth 2"),
        SecuritySchemeKind::OpenIdConnect { url } => writeln!(out, "OpenID Connect {url}"),
    }?;
    optional(out, "    description", description.as_ref())
}

fn print_docs(out: &mut Formatter<'_>, indent: &str, docs: &Docs) -> fmt::Result {
    let Docs {
        title,
        description,
        link,
    } = docs;
    optional(out, &format!("{indent}title"), title.as_ref())?;
    optional(out, &format!("{indent}description"), description.as_ref())?;
    match link {
        Some((url, Some(text))) => writeln!(out, "{indent}link {url} {text:?}"),
        Some((url, None)) => writeln!(out, "{indent}link {url}"),
        None => Ok(()),
    }
}

fn print_deprecation(
    out: &mut Formatter<'_>,
    indent: &str,
    deprecation: Option<&Deprecation>,
) -> fmt::Result {
    let Some(Deprecation {
        flagged,
        since,
        sunset,
        successor,
        link,
        message,
    }) = deprecation
    else {
        return Ok(());
    };
    write!(
        out,
        "{indent}{}",
        if *flagged {
            "deprecated"
        } else {
            "deprecated, not flagged"
        }
    )?;
    let facts = [
        ("since", since.map(|date| date.to_string())),
        ("sunset", sunset.map(|date| date.to_string())),
        ("successor", successor.as_ref().map(ToString::to_string)),
        ("link", link.clone()),
        (
            "message",
            message.as_ref().map(|message| format!("{message:?}")),
        ),
    ];
    for (name, fact) in facts {
        if let Some(fact) = fact {
            write!(out, ", {name} {fact}")?;
        }
    }
    writeln!(out)
}

fn print_default(out: &mut Formatter<'_>, default: Option<&String>) -> fmt::Result {
    match default {
        Some(default) => writeln!(out, ", default {default}"),
        None => writeln!(out),
    }
}

fn presence(required: bool) -> &'static str {
    if required { "required" } else { "optional" }
}

fn optional(out: &mut Formatter<'_>, label: &str, text: Option<&String>) -> fmt::Result {
    match text {
        Some(text) => writeln!(out, "{label} {text:?}"),
        None => Ok(()),
    }
}
