//! Refuses to build without the style sheet and fonts, and says how to get them.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=assets/dist");
    println!("cargo:rerun-if-changed=templates");
    println!("cargo:rerun-if-changed=texts");
    if !std::path::Path::new("assets/dist/zahlstelle.css").is_file() {
        eprintln!("The style sheet is missing: run `make assets` (needs Node.js 20 or newer).");
        std::process::exit(1);
    }
}
