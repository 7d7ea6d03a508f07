//! The same call for another page.

use super::{Call, join, replace};
use crate::params::encode;

impl Call {
    /// The call once more, without a body: of what is read in pages, no request has one.
    pub(crate) fn again(&self) -> Self {
        Self {
            client: self.client.clone(),
            operation: self.operation,
            path: self.path.clone(),
            query: self.query.clone(),
            cookies: self.cookies.clone(),
            headers: self.headers.clone(),
            body: None,
            options: self.options.clone(),
            findings: self.findings.clone(),
        }
    }

    /// The query of the request, as far as it is made of parameters.
    pub(crate) fn query(&self) -> String {
        join(&self.query, "&")
    }

    /// Gives the call another query, already encoded, in place of its parameters. What the operation's path has of a query
    /// stays, and does not stand there twice.
    pub(crate) fn set_query(&mut self, query: &str) {
        let own = self.operation.path.split_once('?');
        let is_own = |pair: &&str| own.is_some_and(|(_, own)| own.split('&').any(|it| it == *pair));
        let pairs: Vec<&str> = query.split('&').filter(|pair| !is_own(pair)).collect();
        self.query = vec![("", pairs.join("&"))];
    }

    /// Which page is asked for by the parameter that counts them.
    pub(crate) fn page_number(&self, parameter: &'static str) -> Option<u64> {
        let (_, text) = self.query.iter().find(|(name, _)| *name == parameter)?;
        let (_, number) = text.split_once('=')?;
        number.parse().ok()
    }

    /// Asks for this page.
    pub(crate) fn set_page_number(&mut self, parameter: &'static str, number: u64) {
        let pair = format!("{}={number}", encode(parameter));
        replace(&mut self.query, parameter, pair);
    }
}
