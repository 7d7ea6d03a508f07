//! What credentials keep of each server: at most so much, whatever servers a caller names.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

/// Of how many servers something is kept. A client has few, unless each call is given a base URL of its own.
pub(super) const MAX_SERVERS: usize = 100;

/// The place of a server. One that is not known yet finds all others forgotten where they are too many.
pub(super) fn entry<S: Eq + Hash, T>(servers: &mut HashMap<S, T>, server: S) -> Entry<'_, S, T> {
    if servers.len() >= MAX_SERVERS && !servers.contains_key(&server) {
        servers.clear();
    }
    servers.entry(server)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_than_so_many_servers_are_known() {
        let mut servers = HashMap::new();
        for server in 0..100 {
            entry(&mut servers, server).insert_entry("known");
        }
        assert_eq!(servers.len(), 100);
        assert!(matches!(entry(&mut servers, 7), Entry::Occupied(_)));
        assert_eq!(servers.len(), 100);
        entry(&mut servers, 100).insert_entry("new");
        assert_eq!(servers, HashMap::from([(100, "new")]));
    }
}
