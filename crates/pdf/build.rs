//! Refuses to build without the fonts of documents, and says how to get them.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=dist");
    if !std::path::Path::new("dist/NotoSansArabic_700Bold.ttf").is_file() {
        eprintln!("The fonts are missing: run `make assets` (needs Node.js 20 or newer).");
        std::process::exit(1);
    }
}
