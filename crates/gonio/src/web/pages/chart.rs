//! Charts as plain SVG, made on the server: a small trend line for a tile, a larger
//! one with an axis for a metric's own page, and a share bar.
//!
//! Each chart carries a text alternative. Colors come from the style sheet through
//! class names, so the charts follow light and dark and need no inline style.

use std::fmt::Write as _;

use super::show::Unit;

/// One month of a trend.
#[derive(Clone, Debug, Default)]
pub struct Point {
    /// The month in words, `Aug 2026`.
    pub label: String,
    /// The value in its unit; `None` when there was nothing to divide by.
    pub value: Option<i64>,
    /// The month is still open, so the value may move.
    pub provisional: bool,
}

/// The small line in a metric tile: no axis, a dot on the last value.
///
/// `None` breaks the line. With no value at all the result is empty.
#[must_use]
pub fn sparkline(points: &[Option<i64>], alternative: &str) -> String {
    const WIDTH: i64 = 120;
    const HEIGHT: i64 = 34;
    const EDGE: i64 = 4;
    let Some((low, high)) = bounds(points.iter().copied()) else {
        return String::new();
    };
    let place = |index: usize, value: i64| {
        let x = across(index, points.len(), EDGE, WIDTH - EDGE);
        let y = if high == low { HEIGHT / 2 } else { up(value, low, high, EDGE, HEIGHT - EDGE) };
        (x, y)
    };
    let mut svg = format!(
        "<svg class=\"spark\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" \
         height=\"{HEIGHT}\" role=\"img\" aria-label=\"{}\">",
        escape(alternative)
    );
    let placed: Vec<Option<(i64, i64)>> = points
        .iter()
        .enumerate()
        .map(|(index, value)| value.map(|value| place(index, value)))
        .collect();
    for run in runs(&placed) {
        let _ = write!(svg, "<polyline class=\"line\" points=\"{}\"/>", coordinates(&run));
    }
    if let Some((x, y)) = placed.iter().rev().find_map(|point| *point) {
        let _ = write!(svg, "<circle class=\"last\" cx=\"{x}\" cy=\"{y}\" r=\"3\"/>");
    }
    svg.push_str("</svg>");
    svg
}

/// The larger line on a metric's own page: axis, month labels, a mark for every month,
/// a hollow one where the month is still open.
#[must_use]
pub fn trend(points: &[Point], unit: Unit, alternative: &str) -> String {
    const WIDTH: i64 = 640;
    const HEIGHT: i64 = 240;
    const LEFT: i64 = 56;
    const RIGHT: i64 = 632;
    const TOP: i64 = 16;
    const BOTTOM: i64 = 204;
    let Some((least, most)) = bounds(points.iter().map(|point| point.value)) else {
        return String::new();
    };
    let (low, high, step) = axis(least, most);
    let mut svg = format!(
        "<svg class=\"trend\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">",
        escape(alternative)
    );
    let mut next = Some(low);
    while let Some(tick) = next.filter(|tick| *tick <= high) {
        let y = up(tick, low, high, TOP, BOTTOM);
        let _ = write!(
            svg,
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{y}\" y2=\"{y}\"/>\
             <text class=\"tick\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            LEFT - 10,
            y + 4,
            escape(&unit.short(tick))
        );
        next = tick.checked_add(step);
    }
    let every = points.len().div_ceil(7).max(1);
    let placed: Vec<Option<(i64, i64)>> = points
        .iter()
        .enumerate()
        .map(|(index, point)| {
            let x = across(index, points.len(), LEFT + 24, RIGHT - 28);
            if (points.len() - 1 - index).is_multiple_of(every) {
                let _ = write!(
                    svg,
                    "<text class=\"tick\" x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                    BOTTOM + 24,
                    escape(&point.label)
                );
            }
            point.value.map(|value| (x, up(value, low, high, TOP, BOTTOM)))
        })
        .collect();
    for run in runs(&placed) {
        let _ = write!(svg, "<polyline class=\"line\" points=\"{}\"/>", coordinates(&run));
    }
    for (point, at) in points.iter().zip(&placed) {
        if let (Some(value), Some((x, y))) = (point.value, at) {
            let _ = write!(
                svg,
                "<circle class=\"{}\" cx=\"{x}\" cy=\"{y}\" r=\"4\"><title>{}: {}</title></circle>",
                if point.provisional { "mark open" } else { "mark" },
                escape(&point.label),
                escape(&unit.show(value))
            );
        }
    }
    svg.push_str("</svg>");
    svg
}

/// A share bar, `share` in thousandths. Decoration: the number stands beside it as text.
#[must_use]
pub fn bar(share: u16) -> String {
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" \
         aria-hidden=\"true\" focusable=\"false\"><rect class=\"track\" width=\"1000\" \
         height=\"10\"/><rect class=\"fill\" width=\"{}\" height=\"10\"/></svg>",
        share.min(1000)
    )
}

/// What a trend says to someone who cannot see it: first, last, lowest and highest.
#[must_use]
pub fn alternative(title: &str, points: &[Point], unit: Unit) -> String {
    let known: Vec<(&str, i64)> =
        points.iter().filter_map(|p| p.value.map(|value| (p.label.as_str(), value))).collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else {
        return format!("{title}: no values yet.");
    };
    let mut text = format!("{title} by month. ");
    let _ = write!(text, "{}: {}", first.0, unit.show(first.1));
    if known.len() > 1 {
        let _ = write!(text, "; {}: {}", last.0, unit.show(last.1));
    }
    if known.len() > 2
        && let Some(low) = known.iter().min_by_key(|point| point.1)
        && let Some(high) = known.iter().max_by_key(|point| point.1)
    {
        let _ = write!(
            text,
            "; lowest {} in {}, highest {} in {}",
            unit.show(low.1),
            low.0,
            unit.show(high.1),
            high.0
        );
    }
    text.push('.');
    text
}

fn bounds(values: impl Iterator<Item = Option<i64>>) -> Option<(i64, i64)> {
    values.flatten().fold(None, |bounds, value| match bounds {
        None => Some((value, value)),
        Some((low, high)) => Some((value.min(low), value.max(high))),
    })
}

/// Lowest tick, highest tick, and the step between them: about four steps of 1, 2 or 5.
fn axis(least: i64, most: i64) -> (i64, i64, i64) {
    // An axis that starts at zero tells the truth about size; give it up only where
    // the values lie in the upper half, so that their movement can be seen at all.
    let least = if least > 0 && (least < most / 2 || least == most) { 0 } else { least };
    let most = if most < 0 && least == most { 0 } else { most };
    let range = most.saturating_sub(least).max(1);
    let mut step = 1_i64;
    'wide: while range / step > 4 {
        for times in [2, 5, 10] {
            let wider = step.saturating_mul(times);
            if range / wider <= 4 {
                step = wider;
                break 'wide;
            }
        }
        step = step.saturating_mul(10);
    }
    let low = least.div_euclid(step).saturating_mul(step);
    let mut high = low;
    while high < most {
        high = high.saturating_add(step);
    }
    (low, if high == low { low.saturating_add(step) } else { high }, step)
}

fn across(index: usize, count: usize, left: i64, right: i64) -> i64 {
    if count < 2 {
        return right;
    }
    let index = i64::try_from(index).unwrap_or(0);
    let last = i64::try_from(count - 1).unwrap_or(1);
    left + (right - left) * index / last
}

fn up(value: i64, low: i64, high: i64, top: i64, bottom: i64) -> i64 {
    let range = (i128::from(high) - i128::from(low)).max(1);
    let above = i128::from(value) - i128::from(low);
    let height = i128::from(bottom - top) * above / range;
    bottom - i64::try_from(height).unwrap_or(0)
}

/// The unbroken stretches of a line with gaps.
fn runs(points: &[Option<(i64, i64)>]) -> Vec<Vec<(i64, i64)>> {
    points
        .split(Option::is_none)
        .filter(|run| run.len() > 1)
        .map(|run| run.iter().flatten().copied().collect())
        .collect()
}

fn coordinates(run: &[(i64, i64)]) -> String {
    run.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(label: &str, value: Option<i64>) -> Point {
        Point { label: label.to_owned(), value, provisional: false }
    }

    #[test]
    fn a_gap_breaks_the_line() {
        let svg = sparkline(&[Some(1), Some(2), None, Some(3), Some(4)], "rising");
        assert_eq!(svg.matches("<polyline").count(), 2);
        assert!(svg.contains("aria-label=\"rising\""));
    }

    #[test]
    fn nothing_to_draw_draws_nothing() {
        assert_eq!(sparkline(&[None, None], "none"), "");
        assert_eq!(trend(&[], Unit::Count, "none"), "");
    }

    #[test]
    fn one_value_and_equal_values_are_drawn() {
        assert!(sparkline(&[Some(7)], "one").contains("<circle"));
        assert!(trend(&[point("Jan 2026", Some(7))], Unit::Count, "one").contains("<circle"));
        assert!(sparkline(&[Some(7), Some(7)], "flat").contains("4,17 116,17"));
    }

    #[test]
    fn extreme_values_do_not_overflow() {
        let points = [point("a", Some(i64::MIN)), point("b", Some(i64::MAX))];
        assert!(trend(&points, Unit::Cents, "wide").ends_with("</svg>"));
    }

    #[test]
    fn axes_have_round_steps() {
        assert_eq!(axis(300, 1_250), (0, 1_500, 500));
        assert_eq!(axis(9_300, 9_800), (9_200, 9_800, 200));
        assert_eq!(axis(0, 0), (0, 1, 1));
        assert_eq!(axis(-5, -5), (-6, 0, 2));
    }

    #[test]
    fn labels_are_escaped() {
        let svg = trend(&[point("<b>", Some(1))], Unit::Count, "a \"b\" & c");
        assert!(svg.contains("&lt;b&gt;") && svg.contains("a &quot;b&quot; &amp; c"));
    }

    #[test]
    fn the_alternative_names_the_extremes() {
        let points = [point("Jan", Some(3)), point("Feb", Some(9)), point("Mar", Some(5))];
        assert_eq!(
            alternative("Claims", &points, Unit::Count),
            "Claims by month. Jan: 3; Mar: 5; lowest 3 in Jan, highest 9 in Feb."
        );
        assert_eq!(alternative("Claims", &[], Unit::Count), "Claims: no values yet.");
    }

    #[test]
    fn bars_never_pass_their_track() {
        assert!(bar(1500).contains("width=\"1000\" height=\"10\"/></svg>"));
    }
}
