//! What can be typed after `cargo xtask`, and the help that goes with it.
//!
//! It knows clap and nothing of what the commands do.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Makes the client of `spec/`, serves its examples, and runs the gate.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    after_help = "Exit codes: 0 all is well; 1 a document, a file or a check is not as it should be; 2 the command line \
                  is not understood.\n\nColour is used on a terminal only, and not where NO_COLOR is set."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// The workspace to work in, in place of the one that this program was built from. For tests.
    #[arg(long, global = true, hide = true, value_name = "FOLDER")]
    pub root: Option<PathBuf>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Writes the client and the contract tests' adapter from the document in `spec/`
    Codegen(Codegen),
    /// Serves the document's examples on this machine, to try the client or `curl` without an account
    Mock(Mock),
    /// Runs the whole gate, as `.ci/run` does
    Ci,
}

/// Options of `codegen`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo xtask codegen            write what changed, or nothing where nothing did
  cargo xtask codegen --check    write nothing; exit with 1 where something would be written")]
pub struct Codegen {
    /// Write nothing: say what would change first, and exit with 1 if there is anything
    #[arg(long)]
    pub check: bool,
}

/// Options of `mock`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  cargo xtask mock                            on a free port, which is printed
  cargo xtask mock --listen 127.0.0.1:8080    on this port
  cargo xtask mock --status 404               every answer is the documented example for 404
  curl --header 'Prefer: code=409' …          this answer is the documented example for 409")]
pub struct Mock {
    /// Address to listen on; only this machine can be reached from
    #[arg(long, value_name = "ADDRESS", default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), value_parser = loopback)]
    pub listen: SocketAddr,

    /// Answer with the example for this status where the request does not ask for one by `Prefer: code=…`
    #[arg(long, value_name = "CODE", value_parser = clap::value_parser!(u16).range(100..=599))]
    pub status: Option<u16>,
}

/// An address that no other machine can reach: the mock checks no credentials.
fn loopback(text: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr = text
        .parse()
        .map_err(|_| "not an address and a port, such as 127.0.0.1:8080".to_owned())?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err("not a loopback address; use 127.0.0.1 or [::1]".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::{Cli, loopback};

    #[test]
    fn the_definitions_hold_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn only_loopback_addresses_are_taken() {
        assert!(loopback("127.0.0.1:0").is_ok());
        assert!(loopback("[::1]:8080").is_ok());
        for refused in [
            "0.0.0.0:8080",
            "[::]:8080",
            "192.0.2.1:80",
            "localhost:80",
            "8080",
            "",
        ] {
            assert!(loopback(refused).is_err(), "{refused}");
        }
    }
}
