//! What the API sends and gets, typed as one would by hand.

use serde::{Deserialize, Serialize};

/// One item.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Item {
    /// By what it is found.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// How many there are.
    pub amount: i64,
    /// What one costs.
    pub price: f64,
    /// Whether it can be had.
    pub active: bool,
    /// What else is to be said.
    pub tags: Vec<String>,
    /// A remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What arrived.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Receipt {
    /// How many bytes the body had.
    pub bytes: i64,
}
