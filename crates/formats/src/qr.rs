//! QR codes as pictures: SVG for paper and pages, PNG for everything else.
//!
//! Error correction is level M (EPC069-12 fixes it; a link bears a fold or a stamp with it). The
//! quiet zone of four modules that ISO/IEC 18004 demands is part of every picture. Same text, same
//! picture.

use std::fmt::Write as _;

use qrcode::bits::Bits;
use qrcode::types::QrError as LibraryError;
use qrcode::{Color, EcLevel, Version};

/// Around the code, in modules.
const QUIET_ZONE: usize = 4;
/// Largest code we make (EPC069-12): 69 modules, which a phone reads from paper at 3 cm.
const VERSION_MAX: i16 = 13;
/// Pixels of a PNG for each module: 3 cm at 600 dpi for the largest code.
const MODULE_PIXELS: usize = 9;

#[derive(Debug, thiserror::Error)]
pub enum QrError {
    #[error("the text is too long for a code that phones read from paper")]
    TooLong,
    #[error("the picture could not be written")]
    Picture(#[source] png::EncodingError),
}

/// A code, drawn in modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrCode {
    /// Modules a side, without the quiet zone.
    width: usize,
    /// Row by row.
    dark: Vec<bool>,
}

impl QrCode {
    /// The smallest code that holds the text, byte for byte (byte mode, as EPC069-12 asks).
    pub fn of(text: &str) -> Result<Self, QrError> {
        let fitting = (1..=VERSION_MAX).find_map(|version| bits(text, version));
        let code = fitting.and_then(|bits| qrcode::QrCode::with_bits(bits, EcLevel::M).ok());
        let code = code.ok_or(QrError::TooLong)?;
        let colors = code.to_colors();
        Ok(Self {
            width: code.width(),
            dark: colors.iter().map(|color| *color == Color::Dark).collect(),
        })
    }

    /// Modules a side, quiet zone included.
    pub const fn side(&self) -> usize {
        self.width + 2 * QUIET_ZONE
    }

    fn rows(&self) -> impl Iterator<Item = &[bool]> {
        self.dark.chunks(self.width.max(1))
    }

    /// One path on a white ground; scales to any size.
    pub fn svg(&self) -> String {
        let side = self.side();
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
             shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
             <path d=\""
        );
        for (row, y) in self.rows().zip(QUIET_ZONE..) {
            let mut x = QUIET_ZONE;
            for run in row.chunk_by(|one, next| one == next) {
                if run.first() == Some(&true) {
                    let long = run.len();
                    let _fits_a_string = write!(svg, "M{x} {y}h{long}v1h-{long}z");
                }
                x += run.len();
            }
        }
        svg.push_str("\"/></svg>\n");
        svg
    }

    /// Black and white, one bit a pixel.
    pub fn png(&self) -> Result<Vec<u8>, QrError> {
        let pixels = self.side() * MODULE_PIXELS;
        let pixel_count = u32::try_from(pixels).map_err(|_| QrError::TooLong)?;
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, pixel_count, pixel_count);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let mut writer = encoder.write_header().map_err(QrError::Picture)?;
        writer
            .write_image_data(&self.bitmap(pixels))
            .map_err(QrError::Picture)?;
        writer.finish().map_err(QrError::Picture)?;
        Ok(file)
    }

    /// Rows of bits, each padded to a whole byte; a set bit is white.
    fn bitmap(&self, pixels: usize) -> Vec<u8> {
        let white = vec![0xff; pixels.div_ceil(8)];
        let margin = white.repeat(QUIET_ZONE * MODULE_PIXELS);
        let mut bitmap = margin.clone();
        for row in self.rows() {
            let mut line = white.clone();
            let modules = row.iter().zip(QUIET_ZONE..);
            let dark = modules.filter_map(|(dark, module)| dark.then_some(module));
            let dark = dark.flat_map(|module| module * MODULE_PIXELS..(module + 1) * MODULE_PIXELS);
            dark.for_each(|pixel| blacken(&mut line, pixel));
            bitmap.extend(line.repeat(MODULE_PIXELS));
        }
        bitmap.extend(margin);
        bitmap
    }
}

fn blacken(line: &mut [u8], pixel: usize) {
    if let Some(byte) = line.get_mut(pixel / 8) {
        *byte &= !(0x80 >> (pixel % 8));
    }
}

/// The text in a code of this version, if it fits.
fn bits(text: &str, version: i16) -> Option<Bits> {
    let mut bits = Bits::new(Version::Normal(version));
    let written = bits
        .push_byte_data(text.as_bytes())
        .and_then(|()| bits.push_terminator(EcLevel::M));
    match written {
        Ok(()) => Some(bits),
        Err(
            LibraryError::DataTooLong
            | LibraryError::InvalidVersion
            | LibraryError::UnsupportedCharacterSet
            | LibraryError::InvalidEciDesignator
            | LibraryError::InvalidCharacter,
        ) => None,
    }
}
