//! "Did you mean": the nearest of the words that would have been right.

/// The candidate nearest to `word`, if any is near enough to be what was meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    // A third of the letters may be wrong, one in a very short word.
    let limit = (word.chars().count() / 3).clamp(1, 4);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= limit && *distance < candidate.chars().count())
        .min()
        .map(|(_, candidate)| candidate)
}

/// The hint of a message about an unknown word: the nearest candidate, else all of them.
pub fn hint<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(near) = nearest(word, candidates.clone()) {
        return format!("did you mean `{near}`?");
    }
    let all: Vec<String> = candidates.into_iter().map(|candidate| format!("`{candidate}`")).collect();
    match all.as_slice() {
        [] => "there are none".to_owned(),
        [one] => format!("it can only be {one}"),
        _ => format!("it is one of {}", all.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_suggested_and_a_distant_one_is_not() {
        assert_eq!(nearest("modle", ["model", "url", "engine"]), Some("model"));
        assert_eq!(nearest("Engine", ["model", "url", "engine"]), Some("engine"));
        assert_eq!(nearest("zzz", ["model", "url"]), None);
        assert_eq!(hint("zzz", ["model", "url"]), "it is one of `model`, `url`");
        assert_eq!(hint("sourcegrap", ["sourcegraph"]), "did you mean `sourcegraph`?");
    }
}
