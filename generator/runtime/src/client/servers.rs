//! Where calls go: the caller's base URL, or the document's servers with their variables filled in.

use std::borrow::Cow;

use reqwest::Url;

use super::BuildError;
use crate::url::{BaseUrl, BaseUrlProblem};
use crate::{Api, Operation, Server, ServerVariable};

/// What the caller said about servers before the client was built.
#[derive(Default)]
pub(super) struct Choice {
    pub(super) base_url: Option<String>,
    pub(super) server: Option<&'static Server>,
    pub(super) variables: Vec<(String, String)>,
    pub(super) allow_plaintext: bool,
}

/// Where the calls of one client go.
pub(crate) struct Servers {
    base: BaseUrl,
    /// Whether the base URL is the caller's own. A proxy or a mock has to catch all calls, also of operations that have
    /// servers of their own.
    is_own: bool,
    variables: Vec<(String, String)>,
    allow_plaintext: bool,
}

impl Choice {
    pub(super) fn settle(self, api: &'static Api) -> Result<Servers, BuildError> {
        let Self {
            base_url,
            server,
            variables,
            allow_plaintext,
        } = self;
        let is_own = base_url.is_some();
        let server = server.or(api.servers.first());
        let text = match (base_url, server) {
            (Some(url), _) => url,
            (None, Some(server)) => {
                check_names(server, &variables)?;
                server.fill(&variables).map_err(BuildError::value)?
            }
            (None, None) => String::new(),
        };
        let base =
            BaseUrl::parse(&text, allow_plaintext).map_err(|problem| BuildError::BaseUrl {
                from_document: !is_own,
                problem: problem.as_str(),
            })?;
        Ok(Servers {
            base,
            is_own,
            variables,
            allow_plaintext,
        })
    }
}

impl Servers {
    /// The base URL of the client.
    pub(crate) fn base(&self) -> &BaseUrl {
        &self.base
    }

    pub(crate) fn allow_plaintext(&self) -> bool {
        self.allow_plaintext
    }

    /// The base URL of one call. The error completes "the URL …".
    pub(crate) fn of(
        &self,
        operation: &'static Operation,
        given: Option<&str>,
    ) -> Result<Cow<'_, BaseUrl>, String> {
        if let Some(url) = given {
            let parsed = BaseUrl::parse(url, self.allow_plaintext);
            return parsed.map(Cow::Owned).map_err(|problem| {
                format!(
                    "can't begin with the call's base URL, which {}",
                    problem.as_str()
                )
            });
        }
        match operation.servers.first() {
            Some(server) if !self.is_own => self.of_server(server).map(Cow::Owned).map_err(|problem| {
                format!("can't begin with the operation's own server, which {problem}: give the call a base URL")
            }),
            _ => Ok(Cow::Borrowed(&self.base)),
        }
    }

    /// The base URL of an operation's own server. The error completes "the server …".
    fn of_server(&self, server: &'static Server) -> Result<BaseUrl, String> {
        let text = server.fill(&self.variables).map_err(|variable| {
            let name = variable.name;
            format!("can't have the client's value for its variable `{name}`")
        })?;
        let parsed = match BaseUrl::parse(&text, self.allow_plaintext) {
            Err(BaseUrlProblem::NotAbsolute) => self.beside(&text),
            parsed => parsed,
        };
        parsed.map_err(|problem| problem.as_str().to_owned())
    }

    /// A relative URL is one "relative to the location where the document … is being served" (OpenAPI 3.0.4, section
    /// 4.8.5.1). Nobody knows that place here, and the API's own server is the nearest to it.
    fn beside(&self, relative: &str) -> Result<BaseUrl, BaseUrlProblem> {
        let url = Url::parse(self.base.as_str()).and_then(|base| base.join(relative));
        let url = url.map_err(|_| BaseUrlProblem::NotAbsolute)?;
        BaseUrl::parse(url.as_str(), self.allow_plaintext)
    }
}

fn check_names(server: &Server, given: &[(String, String)]) -> Result<(), BuildError> {
    let known = |name: &str| server.variables.iter().any(|it| it.name == name);
    match given.iter().find(|(name, _)| !known(name)) {
        Some((name, _)) => Err(BuildError::UnknownServerVariable { name: name.clone() }),
        None => Ok(()),
    }
}

impl Server {
    /// The URL with the given values for its variables and the defaults for the others; the error is the variable that
    /// can't have the value given.
    fn fill(&self, given: &[(String, String)]) -> Result<String, &'static ServerVariable> {
        let mut url = self.url.to_owned();
        for variable in self.variables {
            let given = given.iter().rfind(|(name, _)| name == variable.name);
            let value = match given {
                Some((_, value)) if !variable.allows(value) => return Err(variable),
                Some((_, value)) => value,
                None => variable.default,
            };
            url = url.replace(&format!("{{{}}}", variable.name), value);
        }
        Ok(url)
    }
}

impl ServerVariable {
    fn allows(&self, value: &str) -> bool {
        self.values.is_empty() || self.values.contains(&value)
    }
}

impl BuildError {
    fn value(variable: &'static ServerVariable) -> Self {
        Self::ServerVariableValue {
            name: variable.name,
            values: variable.values,
        }
    }
}
