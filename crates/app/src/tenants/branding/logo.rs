//! A logo, checked: small, a picture and nothing else.
//!
//! An SVG may hold what draws, from a list; no script, no style sheet, no address of anything
//! outside itself. A PNG is read to its end by a decoder with limits.

use std::io::Cursor;

use roxmltree::{Attribute, Document, Node};

use crate::DocumentError;
use crate::tenants::documents::{Logo, LogoKind};
use domain::values::hash::{hex, sha256};

/// With a logo of this size a page stays under 100 kB, in every language. SVG shrinks to less
/// than half on its way.
const PNG_BYTES_MAX: usize = 12 * 1024;
const SVG_BYTES_MAX: usize = 28 * 1024;
/// Shown at most 64 pixels high; more is for no screen.
const PNG_SIDE_MAX: u32 = 1_024;
/// Units of a drawing's sides: more than any drawing program writes, and small enough to compute
/// with.
const SVG_SIDE_MAX: u32 = 1_000_000;
/// Decoding takes at most this much memory.
const DECODED_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Wider ones would push everything else out of a phone's header.
const WIDTH_BY_HEIGHT_MAX: u32 = 6;

const PNG_BEGINS: &[u8] = b"\x89PNG\r\n\x1a\n";

/// What draws. Not here: `script`, `style`, `foreignObject`, `image`, `a`, animations.
const ELEMENTS: [&str; 19] = [
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "g",
    "line",
    "linearGradient",
    "mask",
    "metadata",
    "path",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "svg",
    "title",
    "use",
];

pub(super) fn check(bytes: &[u8]) -> Result<Logo, DocumentError> {
    let read = if bytes.starts_with(PNG_BEGINS) {
        png(bytes).map(|size| (LogoKind::Png, size))
    } else {
        svg(bytes).map(|size| (LogoKind::Svg, size))
    };
    let told = |problem: String| DocumentError::new("branding.logo_file", problem);
    let (kind, (width, height)) = read.map_err(told)?;
    if width.div_ceil(height) > WIDTH_BY_HEIGHT_MAX {
        return Err(told("at most six times as wide as high".to_owned()));
    }
    let hash = sha256(&[bytes]);
    let (digest, _) = hash.split_at(8);
    Ok(Logo {
        kind,
        digest: hex(digest),
        width,
        height,
    })
}

fn png(bytes: &[u8]) -> Result<(u32, u32), String> {
    if bytes.len() > PNG_BYTES_MAX {
        return Err(format!(
            "a PNG has at most {PNG_BYTES_MAX} bytes; fewer pixels or colours help, or SVG"
        ));
    }
    let limits = png::Limits {
        bytes: DECODED_BYTES_MAX,
    };
    let broken = |error: png::DecodingError| format!("the PNG cannot be read: {error}");
    let decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    let mut reader = decoder.read_info().map_err(broken)?;
    let (width, height) = (reader.info().width, reader.info().height);
    if width > PNG_SIDE_MAX || height > PNG_SIDE_MAX {
        return Err(format!("at most {PNG_SIDE_MAX} pixels wide and high"));
    }
    if reader.info().is_animated() {
        return Err("a logo that moves distracts people who read".to_owned());
    }
    let size = reader.output_buffer_size().unwrap_or_default();
    reader.next_frame(&mut vec![0; size]).map_err(broken)?;
    reader.finish().map_err(broken)?;
    Ok((width, height))
}

fn svg(bytes: &[u8]) -> Result<(u32, u32), String> {
    if bytes.len() > SVG_BYTES_MAX {
        return Err(format!("an SVG has at most {SVG_BYTES_MAX} bytes"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "neither PNG nor SVG".to_owned())?;
    // A document type, and with it entities, is refused by the parser.
    let document = Document::parse(text).map_err(|error| format!("no SVG: {error}"))?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return Err("neither PNG nor SVG".to_owned());
    }
    for node in document.descendants() {
        draws_only(node)?;
    }
    let (width, height) =
        size(root).ok_or_else(|| "the SVG needs a viewBox, or width and height".to_owned())?;
    if width > SVG_SIDE_MAX || height > SVG_SIDE_MAX {
        return Err(format!("at most {SVG_SIDE_MAX} units wide and high"));
    }
    Ok((width, height))
}

/// A drawing without its `metadata`, where drawing programs describe it in vocabularies that
/// browsers may act on. Anything else as it is.
pub(super) fn drawing(bytes: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let Ok(document) = Document::parse(text) else {
        return bytes.to_vec();
    };
    let metadata = document.descendants();
    let metadata = metadata.filter(|node| node.tag_name().name() == "metadata");
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for range in metadata.map(|node| node.range()) {
        // One within another is gone with it.
        kept.push_str(text.get(from..range.start).unwrap_or_default());
        from = from.max(range.end);
    }
    kept.push_str(text.get(from..).unwrap_or_default());
    kept.into_bytes()
}

fn draws_only(node: Node<'_, '_>) -> Result<(), String> {
    if node.is_pi() {
        return Err("processing instructions have no place in a logo".to_owned());
    }
    if !node.is_element() {
        return Ok(());
    }
    let element = node.tag_name();
    // Drawing programs describe the picture in vocabularies of their own, which draw nothing.
    let in_metadata = node
        .ancestors()
        .any(|above| above.has_tag_name((SVG, "metadata")));
    let is_ours = matches!(element.namespace(), Some(SVG) | None);
    let is_allowed = if is_ours {
        ELEMENTS.contains(&element.name())
    } else {
        in_metadata
    };
    if !is_allowed {
        return Err(format!("<{}> has no place in a logo", element.name()));
    }
    node.attributes().try_for_each(harmless)
}

const SVG: &str = "http://www.w3.org/2000/svg";

fn harmless(attribute: Attribute<'_, '_>) -> Result<(), String> {
    let (name, value) = (attribute.name(), attribute.value().to_ascii_lowercase());
    let handler = name.to_ascii_lowercase().starts_with("on");
    let points_out = matches!(name, "href" | "src") && !value.starts_with('#');
    let loads = value
        .split("url(")
        .skip(1)
        .any(|rest| !rest.trim_start_matches(['"', '\'', ' ']).starts_with('#'));
    // In CSS these hide words from this check, or load.
    let tricky = (name == "style" && value.contains(['\\', '@']))
        || value.contains("image-set(")
        || value.contains("image(");
    if handler || points_out || loads || tricky {
        return Err(format!("the attribute {name} leads out of the picture"));
    }
    Ok(())
}

/// Width and height in whole units, from the view box or the attributes of these names.
fn size(root: Node<'_, '_>) -> Option<(u32, u32)> {
    let whole = |text: &str| {
        let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<u32>().ok().filter(|number| *number > 0)
    };
    let from_box = root.attribute("viewBox").and_then(|view_box| {
        let mut numbers = view_box
            .split([' ', ',', '\n'])
            .filter(|part| !part.is_empty());
        let (width, height) = (numbers.nth(2)?, numbers.next()?);
        Some((whole(width)?, whole(height)?))
    });
    from_box.or_else(|| {
        let side = |name| root.attribute(name).and_then(whole);
        Some((side("width")?, side("height")?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREST: &str = r##"<?xml version="1.0"?>
        <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
             viewBox="0 0 120.5 40">
          <title>Stadt</title>
          <defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs>
          <path id="p" d="M0 0h10v10z" fill="url(#g)" style="stroke: red"/>
          <use xlink:href="#p"/>
        </svg>"##;

    fn told(bytes: &[u8]) -> String {
        check(bytes).unwrap_err().to_string()
    }

    fn picture(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        let mut writer = encoder.write_header().unwrap();
        let pixels = usize::try_from(width * height).unwrap();
        writer.write_image_data(&vec![7; pixels]).unwrap();
        writer.finish().unwrap();
        bytes
    }

    #[test]
    fn a_drawing_passes_and_tells_its_shape() {
        let logo = check(CREST.as_bytes()).unwrap();
        assert_eq!(
            (logo.kind, logo.width, logo.height),
            (LogoKind::Svg, 120, 40)
        );
        assert_eq!(logo.digest.len(), 16);
        let sides = r#"<svg xmlns="http://www.w3.org/2000/svg" width="30px" height="20"/>"#;
        assert_eq!(check(sides.as_bytes()).unwrap().width, 30);
    }

    #[test]
    fn a_drawing_with_anything_else_in_it_is_refused() {
        let with = |what: &str| CREST.replace("</svg>", &format!("{what}</svg>"));
        for evil in [
            "<script>alert(1)</script>",
            "<style>@import url(https://evil.example)</style>",
            "<foreignObject/>",
            r#"<image href="https://evil.example/x.png"/>"#,
            r##"<a href="#p"><path d="M0 0"/></a>"##,
            r#"<path onload="alert(1)"/>"#,
            r#"<path ONCLICK="alert(1)"/>"#,
            r#"<use href="https://evil.example/x.svg#p"/>"#,
            r#"<use xlink:href="data:image/svg+xml,x"/>"#,
            r#"<path fill="url(https://evil.example)"/>"#,
            r#"<path fill="url( 'https://evil.example')"/>"#,
            r#"<path style="fill: u\72l(https://evil.example)"/>"#,
            r##"<animate href="#p"/>"##,
            r#"<path fill="image-set('https://evil.example' 1x)"/>"#,
            r#"<h:script xmlns:h="http://www.w3.org/1999/xhtml">1</h:script>"#,
            "<metadata><script>alert(1)</script></metadata>",
            "<?xml-stylesheet href='x'?>",
        ] {
            assert!(check(with(evil).as_bytes()).is_err(), "{evil}");
        }
        let entities = format!("<!DOCTYPE svg [<!ENTITY a 'b'>]>{}", &CREST[22..]);
        assert!(told(entities.as_bytes()).contains("no SVG"));
        assert!(told(b"<html/>").contains("neither"));
        assert!(told(b"GIF89a\xff").contains("neither"));
        assert!(told(b"<svg xmlns='http://www.w3.org/2000/svg'/>").contains("viewBox"));
        let vast = CREST.replace("0 0 120.5 40", "0 0 4000000000 4000000000");
        assert!(told(vast.as_bytes()).contains("1000000 units"));
        let wide = r#"<svg xmlns="http://www.w3.org/2000/svg" width="1000001" height="1000000"/>"#;
        assert!(told(wide.as_bytes()).contains("1000000 units"));
        let large = with(&"<g/>".repeat(SVG_BYTES_MAX / 4));
        assert!(told(large.as_bytes()).contains("at most"));
    }

    #[test]
    fn what_a_drawing_program_says_about_a_drawing_is_not_stored() {
        let said = r#"<metadata><h:meta xmlns:h="http://www.w3.org/1999/xhtml"
            http-equiv="refresh" content="0;url=https://evil.example"/></metadata>"#;
        let with = CREST.replace("<title>", &format!("{said}<title>"));
        assert!(check(with.as_bytes()).is_ok());
        assert_eq!(drawing(with.as_bytes()), CREST.as_bytes());
        assert_eq!(drawing(CREST.as_bytes()), CREST.as_bytes());
        let picture = picture(90, 30);
        assert_eq!(drawing(&picture), picture);
    }

    #[test]
    fn a_picture_passes_when_it_is_whole_and_small() {
        let logo = check(&picture(90, 30)).unwrap();
        assert_eq!(
            (logo.kind, logo.width, logo.height),
            (LogoKind::Png, 90, 30)
        );
        let whole = picture(90, 30);
        assert!(told(&whole[..whole.len() - 20]).contains("cannot be read"));
        let mut broken = whole.clone();
        broken[40] ^= 1;
        assert!(told(&broken).contains("cannot be read"));
        assert!(told(&picture(1_025, 400)).contains("1024 pixels"));
        assert!(told(&picture(70, 10)).contains("six times"));
        let mut heavy = whole;
        heavy.extend(vec![0; PNG_BYTES_MAX]);
        assert!(told(&heavy).contains("at most"));
    }
}
