//! Which of the names that would be right was meant.

/// The most similar of `candidates`, where it is similar enough to have been meant.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let allowed = (name.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&name.to_lowercase(), &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn only_a_similar_name_is_suggested() {
        let keywords = ["required", "properties", "in", "readOnly"];
        assert_eq!(nearest("requierd", keywords), Some("required"));
        assert_eq!(nearest("readonly", keywords), Some("readOnly"));
        assert_eq!(nearest("property", keywords), None);
        assert_eq!(nearest("xy", keywords), None);
    }
}
