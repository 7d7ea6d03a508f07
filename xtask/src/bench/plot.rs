//! Lines over operations, as a picture (SVG 1.1) that any page shows: text is text, and it reads on light and dark.

use std::fmt::Write as _;

/// One of the pictures beside each other.
pub(super) struct Panel {
    /// What it shows.
    pub(super) title: String,
    /// Of the figures.
    pub(super) unit: String,
    /// What is drawn.
    pub(super) lines: Vec<Line>,
}

/// One line.
pub(super) struct Line {
    /// What it is called.
    pub(super) name: String,
    /// Operations and the figure, in order.
    pub(super) points: Vec<(f64, f64)>,
}

const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 240.0;
/// Room for the figures at the axes.
const LEFT: f64 = 52.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 44.0;
/// Seen by those who see colours otherwise too (Okabe and Ito), and the second is dashed.
const STROKES: [(&str, &str); 2] = [("#0072b2", ""), ("#d55e00", " stroke-dasharray=\"5 3\"")];

/// All panels in one row. Both axes begin at zero, so that what grows in proportion is a straight line.
pub(super) fn svg(panels: &[Panel]) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a handful")]
    let width = WIDTH * panels.len() as f64;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {HEIGHT}\" width=\"{width}\" height=\"{HEIGHT}\" \
         font-family=\"sans-serif\" font-size=\"11\" role=\"img\">\n<title>How generating, memory and compiling grow with \
         the operations of a document</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    for (index, panel) in panels.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "a handful")]
        let left = WIDTH * index as f64;
        let _ = writeln!(text, "<g transform=\"translate({left} 0)\">");
        draw(&mut text, panel);
        text.push_str("</g>\n");
    }
    text.push_str("</svg>\n");
    text
}

fn draw(text: &mut String, panel: &Panel) {
    let points = || panel.lines.iter().flat_map(|line| &line.points);
    let across = ceiling(points().map(|it| it.0).fold(0.0, f64::max));
    let up = ceiling(points().map(|it| it.1).fold(0.0, f64::max));
    let x = |value: f64| LEFT + value / across * (WIDTH - LEFT - RIGHT);
    let y = |value: f64| HEIGHT - BOTTOM - value / up * (HEIGHT - TOP - BOTTOM);
    let (title, unit) = (escaped(&panel.title), escaped(&panel.unit));
    let _ = writeln!(
        text,
        "<text x=\"{LEFT}\" y=\"16\" font-weight=\"bold\">{title}, {unit}</text>"
    );
    for part in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let (value, line) = (part * up, y(part * up));
        let end = WIDTH - RIGHT;
        let _ = writeln!(
            text,
            "<line x1=\"{LEFT}\" y1=\"{line:.1}\" x2=\"{end}\" y2=\"{line:.1}\" stroke=\"#ddd\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 5.0,
            line + 4.0,
            figure(value)
        );
        let _ = writeln!(
            text,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            x(part * across),
            HEIGHT - BOTTOM + 15.0,
            figure(part * across)
        );
    }
    for (index, line) in panel.lines.iter().enumerate() {
        let (colour, dashes) = STROKES[index % STROKES.len()];
        let path: Vec<_> = line
            .points
            .iter()
            .map(|point| format!("{:.1},{:.1}", x(point.0), y(point.1)))
            .collect();
        let _ = writeln!(
            text,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"{dashes}/>",
            path.join(" ")
        );
        for point in &path {
            if let Some((x, y)) = point.split_once(',') {
                let _ = writeln!(
                    text,
                    "<circle cx=\"{x}\" cy=\"{y}\" r=\"2.5\" fill=\"{colour}\"/>"
                );
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "a handful")]
        let at = LEFT + 120.0 * index as f64;
        let _ = writeln!(
            text,
            "<line x1=\"{at}\" y1=\"{0}\" x2=\"{1}\" y2=\"{0}\" stroke=\"{colour}\" stroke-width=\"2\"{dashes}/>\
             <text x=\"{2}\" y=\"{3}\">{4}</text>",
            HEIGHT - 12.0,
            at + 20.0,
            at + 25.0,
            HEIGHT - 8.0,
            escaped(&line.name)
        );
    }
}

/// The next number of the kind 1, 2, 4, 5 or 8 times a power of ten, so that the quarters are short.
fn ceiling(most: f64) -> f64 {
    if most <= 0.0 {
        return 1.0;
    }
    let power = 10_f64.powf(most.log10().floor());
    let steps = [1.0, 2.0, 4.0, 5.0, 8.0, 10.0];
    let step = steps.into_iter().find(|step| step * power >= most);
    step.unwrap_or(10.0) * power
}

fn figure(value: f64) -> String {
    let places = if value >= 10.0 || value == 0.0 { 0 } else { 2 };
    let text = format!("{value:.places$}");
    if places > 0 {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::{Line, Panel, ceiling, svg};

    #[test]
    fn an_axis_ends_above_the_most() {
        for (most, end) in [
            (0.0, 1.0),
            (0.3, 0.4),
            (1.0, 1.0),
            (4.1, 5.0),
            (767.0, 800.0),
            (901.0, 1000.0),
        ] {
            assert!((ceiling(most) - end).abs() < 1e-9, "{most}");
        }
    }

    #[test]
    fn in_proportion_is_a_straight_line_from_the_corner() {
        let line = Line {
            name: "a<b".to_owned(),
            points: vec![(0.0, 0.0), (50.0, 0.5), (100.0, 1.0)],
        };
        let picture = svg(&[Panel {
            title: "T".to_owned(),
            unit: "s".to_owned(),
            lines: vec![line],
        }]);
        assert!(
            picture.contains("points=\"52.0,196.0 178.0,115.0 304.0,34.0\""),
            "{picture}"
        );
        assert!(picture.contains("a&lt;b"));
    }
}
