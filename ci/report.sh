#!/usr/bin/env bash
# Says what differs and what lint finds, for a pull or merge request: on stdout, in the job's summary and as a comment,
# which the next run brings up to date.
#
# Asks the environment:
#   DBTOOL           the program [dbtool]
#   DBTOOL_TARGETS   the targets, separated by spaces [all]
#   DBTOOL_CHECKS    of `lint`, `diff` and `check` those that are made [lint diff]
#   DBTOOL_FAIL      `no`: findings and drift leave the exit code at 0
#   DBTOOL_COMMENT   `no`: no comment is written
# GitHub: GITHUB_STEP_SUMMARY, GITHUB_REPOSITORY, DBTOOL_PULL_REQUEST (the number) and GH_TOKEN, for `gh`.
# GitLab: CI_MERGE_REQUEST_IID, CI_API_V4_URL, CI_PROJECT_ID and DBTOOL_GITLAB_TOKEN, for `curl`.
#
# The exit code is dbtool's: 0, 1 where something failed, 2 where something was found.
set -uo pipefail

mark='<!-- dbtool -->'
dbtool=${DBTOOL:-dbtool}
read -r -a targets <<< "${DBTOOL_TARGETS:-}"
read -r -a checks <<< "${DBTOOL_CHECKS:-lint diff}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
report=$folder/report.md
printf '%s\n' "$mark" > "$report"
worst=0

# part TITLE ARGUMENTS…: a heading with what dbtool says; what it says of a failure, where it fails.
part() {
    local title=$1 code=0
    shift
    "$dbtool" "$@" ${targets[@]+"${targets[@]}"} > "$folder/out" 2> "$folder/err" || code=$?
    cat "$folder/err" >&2
    {
        printf '\n## %s\n\n' "$title"
        cat "$folder/out"
        if [ "$code" != 0 ] && [ "$code" != 2 ]; then
            # A fence that no line of the message can close.
            printf '\n~~~~~~~~text\n%s\n~~~~~~~~\n' "$(sed 's/^\(~~~~~~~~\)/ \1/' "$folder/err")"
        elif [ ! -s "$folder/out" ]; then
            echo 'Nothing.'
        fi
    } >> "$report"
    if [ "$code" = 2 ]; then
        [ "$worst" = 0 ] && worst=2
    elif [ "$code" != 0 ]; then
        worst=1
    fi
    return 0
}

for check in "${checks[@]}"; do
    case $check in
        lint) part 'Lint' lint --format markdown ;;
        diff) part 'What differs from the database' diff --format markdown --exit-code ;;
        check) part 'Migrations and model' migrate check ;;
        *) echo "ci/report.sh: there is no check \`$check\`: it is one of lint, diff, check" >&2; exit 1 ;;
    esac
done

# Comments have a length: GitHub's is 65,536 characters, of which a page keeps away.
if [ "$(wc -c < "$report")" -gt 60000 ]; then
    head -c 60000 "$report" | iconv -f UTF-8 -t UTF-8 -c > "$folder/cut"
    printf '\n\n… the rest is in the log of this run.\n' >> "$folder/cut"
    cat "$report"
    mv "$folder/cut" "$report"
else
    cat "$report"
fi
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
    cat "$report" >> "$GITHUB_STEP_SUMMARY"
fi
if [ "${DBTOOL_COMMENT:-yes}" != no ]; then
    if [ -n "${DBTOOL_PULL_REQUEST:-}" ]; then
        comments=repos/$GITHUB_REPOSITORY/issues
        # Ours is the first that begins with the mark.
        known=$(gh api --paginate "$comments/$DBTOOL_PULL_REQUEST/comments" \
            --jq ".[] | select(.body | startswith(\"$mark\")) | .id" | head -1)
        if [ -n "$known" ]; then
            gh api --method PATCH "$comments/comments/$known" -F "body=@$report" > /dev/null
        else
            gh api --method POST "$comments/$DBTOOL_PULL_REQUEST/comments" -F "body=@$report" > /dev/null
        fi || echo 'ci/report.sh: the comment was not written: the job needs `permissions: pull-requests: write`' >&2
    elif [ -n "${CI_MERGE_REQUEST_IID:-}" ] && [ -n "${DBTOOL_GITLAB_TOKEN:-}" ]; then
        notes=$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes
        # The token goes by a file: arguments are seen by all who may list processes.
        printf 'header = "PRIVATE-TOKEN: %s"\n' "$DBTOOL_GITLAB_TOKEN" > "$folder/curl"
        ask() { curl --silent --show-error --fail --config "$folder/curl" "$@"; }
        # Objects before a note's text there are none; `<` may be written as its code.
        known=$(ask "$notes?per_page=100&sort=asc" \
            | grep -oE '"id":[0-9]+[^{}]*"body":"(<|\\u003c)!-- dbtool --' | head -1 | grep -oE '[0-9]+' | head -1)
        if [ -n "$known" ]; then
            ask --request PUT --data-urlencode "body@$report" "$notes/$known" > /dev/null
        else
            ask --request POST --data-urlencode "body@$report" "$notes" > /dev/null
        fi || echo 'ci/report.sh: the note was not written: the token needs the scope `api`' >&2
    fi
fi
if [ "${DBTOOL_FAIL:-yes}" = no ] && [ "$worst" = 2 ]; then
    exit 0
fi
exit "$worst"
