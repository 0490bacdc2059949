//! Whether a text can be an e-mail address: the one rule, for forms and for mails.

/// RFC 5321 section 4.5.3.1.
const LOCAL_MAX: usize = 64;
const ADDRESS_MAX: usize = 254;
const LABEL_MAX: usize = 63;

/// One `@`, a name before it without quoting, a domain of at least two labels behind it. Quoted
/// names and bare addresses of hosts are allowed by RFC 5321 and hardly used; most are mistakes.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    text.len() <= ADDRESS_MAX && is_local(local) && is_domain(domain)
}

fn is_local(local: &str) -> bool {
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    (1..=LOCAL_MAX).contains(&local.len())
        && local
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(atom))
}

/// Umlauts are fine: the mail server asks for the name in its own spelling.
fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=LABEL_MAX).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    let named = top.chars().count() >= 2 && !top.chars().all(|c| c.is_ascii_digit());
    domain.contains('.') && named && domain.split('.').all(label)
}
