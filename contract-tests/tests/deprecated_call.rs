//! A caller of the deprecated operation, as the compiler sees one.
//!
//! Here the warning is allowed, and the call compiles. The suite compiles this file once more with the cfg
//! `deny_deprecated` and looks at why it does not (`suite/compile_time.rs`).

#![cfg_attr(not(deny_deprecated), allow(deprecated))]
#![cfg_attr(deny_deprecated, deny(deprecated))]

use atlas_tenant_restore::{Client, types::TenantRestoreRequest};

#[test]
fn a_deprecated_call_compiles_where_the_warning_is_allowed() {
    let id = "32b6e34b3d91647abb20e7b8";
    let client = Client::builder()
        .bearer_token("token")
        .build()
        .expect("a client");
    let request = TenantRestoreRequest::new(
        id.parse().expect("an id"),
        "Cluster0".parse().expect("a name"),
    );
    let group = id.parse().expect("an id");
    let cluster = "Cluster0".parse().expect("a name");
    let call = client.create_shared_cluster_backup_restore_job(&group, &cluster, &request);
    assert!(format!("{call:?}").contains("createSharedClusterBackupRestoreJob"));
}
