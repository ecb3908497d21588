//! `dbtool lint --fix`: what rules mend in the text of a model, proved before it is written.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::session::Target;
use crate::edit;
use crate::error::Fault;
use crate::lint::{Finding, Judged, Mend, View, Wishes, judge_model};
use crate::model::{ObjectId, Schema};

/// A model with some of its findings mended.
pub(super) struct Fixed {
    /// The texts of all of its files.
    pub texts: BTreeMap<String, String>,
    /// The files that become others.
    pub files: BTreeSet<String>,
    /// What was found there before, and is no more.
    pub fixed: Vec<Finding>,
    /// What has a fix that was not made, as it is found afterwards, with the reason.
    pub left: Vec<(Finding, String)>,
}

/// A finding that can be mended.
struct Candidate {
    judged: Judged,
    mend: Mend,
}

/// The code of a finding and the object that it is about.
type Mark = (String, ObjectId);

fn mark(judged: &Judged) -> Option<Mark> {
    let (_, of) = judged.by.as_ref()?;
    Some((judged.finding.code.clone(), of.clone()))
}

/// What the fixes are proved against.
struct Before<'a> {
    target: &'a Target,
    wishes: &'a Wishes,
    model: Schema,
    texts: BTreeMap<String, String>,
    found: BTreeSet<Mark>,
}

/// A model with its findings.
struct After {
    model: Schema,
    texts: BTreeMap<String, String>,
    found: Vec<Judged>,
}

impl Before<'_> {
    /// Reads and judges other texts.
    fn read(&self, texts: BTreeMap<String, String>) -> Result<After, Fault> {
        let mut model = self.target.load_texts(texts.clone().into_iter().collect())?;
        self.target.filter(&mut model);
        let found = judge_model(self.target.engine, &model, &texts, self.wishes);
        Ok(After { model, texts, found })
    }

    /// Makes these changes, and sees to it that they do what they are for and nothing besides.
    fn mend(&self, chosen: &[&Candidate]) -> Result<After, String> {
        let changes: Vec<edit::Change> = chosen.iter().flat_map(|it| it.mend.changes.iter().cloned()).collect();
        let mut texts = self.texts.clone();
        texts.extend(edit::apply(&self.texts, &changes).map_err(|(_, why)| why)?);
        let after = self.read(texts).map_err(|fault| format!("the model would not load: {}", fault.message))?;
        let found: BTreeSet<Mark> = after.found.iter().filter_map(mark).collect();
        if chosen.iter().filter_map(|it| mark(&it.judged)).any(|own| found.contains(&own)) {
            return Err("it would be found as before".to_owned());
        }
        if let Some((code, of)) = found.difference(&self.found).next() {
            return Err(format!("{code} would be found of {of} instead"));
        }
        let object = |schema: &Schema, id: &ObjectId| schema.get(id).cloned();
        let ids: BTreeSet<&ObjectId> = self.model.objects.keys().chain(after.model.objects.keys()).collect();
        let others: Vec<&ObjectId> =
            ids.into_iter().filter(|id| object(&self.model, id) != object(&after.model, id)).collect();
        let meant = |id: &ObjectId| chosen.iter().any(|it| it.mend.covers(id, &self.model, &after.model));
        let besides = others
            .into_iter()
            .find(|id| !meant(id))
            .map(|other| format!("it would change the {} {other} too", other.kind));
        besides.map_or(Ok(after), Err)
    }
}

/// Mends what can be mended; nothing is written.
pub(super) fn fix(
    target: &Target,
    model: Schema,
    texts: Vec<(String, String)>,
    wishes: &Wishes,
) -> Result<Fixed, Fault> {
    let texts: BTreeMap<String, String> = texts.into_iter().collect();
    let all = judge_model(target.engine, &model, &texts, wishes);
    let before = Before { target, wishes, found: all.iter().filter_map(mark).collect(), model, texts };
    let view = View::new(target.engine, &before.model);
    let mut candidates = Vec::new();
    let mut reasons: BTreeMap<Mark, String> = BTreeMap::new();
    for judged in all {
        let (Some((rule, of)), Some(own)) = (judged.by.clone(), mark(&judged)) else { continue };
        let Some(fix) = rule.fix else { continue };
        match (fix.mend)(&view, &of) {
            Ok(mend) => candidates.push(Candidate { judged, mend }),
            Err(why) => _ = reasons.insert(own, why),
        }
    }
    let (after, made) = prove(&before, &candidates, &mut reasons)?;
    let made = made.into_iter().filter_map(|number| candidates.get(number)).map(|it| it.judged.finding.clone());
    let left =
        after.found.iter().filter_map(|judged| Some((judged.finding.clone(), reasons.get(&mark(judged)?)?.clone())));
    let files = after.texts.iter().filter(|(file, text)| before.texts.get(*file) != Some(text));
    let mut fixed: Vec<Finding> = made.collect();
    fixed.sort_by(|left, right| (&left.place, &left.code).cmp(&(&right.place, &right.code)));
    Ok(Fixed { files: files.map(|(file, _)| file.clone()).collect(), fixed, left: left.collect(), texts: after.texts })
}

/// All of them at once, since some hold together alone; else one after the other, and what does not hold is left.
fn prove(
    before: &Before<'_>,
    candidates: &[Candidate],
    reasons: &mut BTreeMap<Mark, String>,
) -> Result<(After, Vec<usize>), Fault> {
    let all: Vec<&Candidate> = candidates.iter().collect();
    if let Ok(after) = before.mend(&all) {
        return Ok((after, (0..candidates.len()).collect()));
    }
    let (mut made, mut chosen): (Vec<usize>, Vec<&Candidate>) = (Vec::new(), Vec::new());
    let mut after = before.read(before.texts.clone())?;
    for (number, candidate) in candidates.iter().enumerate() {
        let own = mark(&candidate.judged);
        if !after.found.iter().any(|judged| mark(judged) == own) {
            // What mended another did away with it.
            made.push(number);
            continue;
        }
        chosen.push(candidate);
        match before.mend(&chosen) {
            Ok(better) => {
                after = better;
                made.push(number);
            }
            Err(why) => {
                chosen.pop();
                reasons.extend(own.map(|own| (own, why)));
            }
        }
    }
    Ok((after, made))
}
