# Prints and checks the timeline of a conflict or an assignment. Sourced by lib/scenario.sh.
# shellcheck shell=bash

# print_record conflicts|assignments ID: prints a table: time, seconds since the first entry, actor, kind, text.
print_record() {
  say "the timeline of ${1%s} $2:"
  # shellcheck disable=SC2016  # the $ are awk's
  rest 200 GET "/api/v1/$1/$2" |
    jq -r 'def seconds: sub("\\.[0-9]+"; "") | fromdate;
      (.timeline[0].at | seconds) as $began |
      .timeline[] | [.at[11:19], "\((.at | seconds) - $began) s", .actor, .kind, .text] | @tsv' |
    awk -F '\t' '
      function cell(text, width) { return sprintf("%-" width "s  ", text) }
      { for (i = 1; i < NF; i++) { cells[NR, i] = $i; if (length($i) > widths[i]) widths[i] = length($i) }
        texts[NR] = $NF; columns = NF - 1 }
      END { for (row = 1; row <= NR; row++) {
        line = "    "
        for (i = 1; i <= columns; i++) line = line cell(cells[row, i], widths[i])
        margin = length(line)
        count = split(texts[row], words, " ")
        for (i = 1; i <= count; i++) {
          if (length(line) - margin + length(words[i]) > 90 && length(line) > margin) {
            print line
            line = cell("", margin - 2)
          }
          line = line words[i] " "
        }
        print line
      } }' | sed 's/ *$//'
}

# recorded KIND: prints the number of entries of this kind in the timeline of CONFLICT.
recorded() {
  rest 200 GET "/api/v1/conflicts/$CONFLICT" | jq "[.timeline[] | select(.kind == \"$1\")] | length"
}

is_recorded() {
  (($(recorded "$1") > 0))
}

# expect_recorded KIND COUNT
expect_recorded() {
  expect "timeline entries of kind $1" "$2" recorded "$1"
}

# expect_record_says KIND WORDS: an entry of this kind has these words.
expect_record_says() {
  rest 200 GET "/api/v1/conflicts/$CONFLICT" |
    jq -e --arg words "$2" "any(.timeline[]; .kind == \"$1\" and (.text | contains(\$words)))" >/dev/null ||
    fail "no timeline entry of kind $1 in conflict $CONFLICT contains \"$2\""
}
