//! The name a command is given in.

use std::os::unix::fs::MetadataExt;

use app::App;
use app::access::doors::OperatorApp;

use crate::failure::Failure;

/// The operator of this command.
pub(crate) struct Operator {
    /// As given with `--by`.
    name: Option<String>,
}

impl Operator {
    pub(crate) const fn named(name: Option<String>) -> Self {
        Self { name }
    }

    /// The application behind the operator's door. Without a name the system user's stands for it.
    pub(crate) fn at(&self, app: &App) -> Result<OperatorApp, Failure> {
        let user = system_user();
        let name = self.name.as_deref().map_or(user.as_str(), str::trim);
        app.operator(name, &user).map_err(|_bad| {
            Failure::usage("--by takes a name of 1 to 64 letters, without @ and line breaks")
        })
    }
}

/// The name of the user this process runs as, or the number where it has no name.
fn system_user() -> String {
    let Ok(process) = std::fs::metadata("/proc/self") else {
        return "unknown".to_owned();
    };
    let number = process.uid().to_string();
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    named(&users, &number).unwrap_or(number)
}

/// The name in the line of the user with this number.
fn named(users: &str, number: &str) -> Option<String> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (name, _password, found) = (fields.next()?, fields.next()?, fields.next()?);
        (found == number).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_number_only() {
        let users = "root:x:0:0:root:/root:/bin/bash\n10:x:33:33::/:/bin/sh\nada:x:10:10::/:\n";
        assert_eq!(named(users, "0").as_deref(), Some("root"));
        assert_eq!(named(users, "10").as_deref(), Some("ada"));
        assert_eq!(named(users, "7"), None);
    }
}
