# The files from which lent functions can be reached, and the agent's table of these files. Sourced by scenarios.
# shellcheck shell=bash

WAYS=$REPOSITORY/host-agent/daemon/src/main/resources/io/bailiff/agent/guard/ways.tsv
# A second mount of sysfs, which has no covers.
PLAIN_SYSFS=/run/plain-sysfs

# list_ways ADDRESS...: prints every file with a write bit from which one of the functions can be reached: the reaction of the agent's table
# ("none" if no row is about the file), the place, the directory, the name and the inode.
list_ways() {
  in_host -t 300 "set -e
    mkdir -p $PLAIN_SYSFS
    mount -t sysfs sysfs $PLAIN_SYSFS
    SYSFS=$PLAIN_SYSFS $LAB/l1/list-ways $*
    umount $PLAIN_SYSFS" | with_reactions
}

# with_reactions: puts the reaction of the table before each line of l1/list-ways. The first row that is about a file counts.
with_reactions() {
  awk -F '\t' -v OFS='\t' '
    function regex(glob) {gsub(/\./, "\\.", glob); gsub(/\*/, ".*", glob); return "^" glob "$"}
    FNR == NR {if (!/^#/ && NF == 4) {place[++rows] = $1; file[rows] = regex($2); reaction[rows] = $3}; next}
    {
      found = "none"
      for (row = 1; row <= rows; row++)
        if (place[row] == $1 && $3 ~ file[row]) {found = reaction[row]; break}
      print found, $0
    }' "$WAYS" -
}

# print_ways: prints for each place and reaction of the lines of list_ways the number of files.
print_ways() {
  cut -f 1,2 | sort | uniq -c | awk '{print "    " $3 ": " $1 " files " $2}' | sort
}

# unclassified: prints the paths of the lines of list_ways without a row in the table.
unclassified() {
  awk -F '\t' '$1 == "none" {print $2 ": " $3 "/" $4}'
}

# unmarked: prints the paths of the lines of list_ways that the guard must watch, and on which the agent has no fanotify mark. The
# files of these places are watched by opens; procfs and modules are guarded in other ways.
unmarked() {
  local marks
  marks=$(in_host "cat /proc/\$(</run/bailiff-agent.pid)/fdinfo/* 2>/dev/null | sed -n 's/^fanotify ino:\([0-9a-f]*\) .*/\1/p'")
  awk -F '\t' -v marks="$marks" '
    BEGIN {count = split(marks, inodes, "\n"); for (i = 1; i <= count; i++) marked[inodes[i]] = 1}
    ($1 == "hold" || $1 == "refuse" || $1 == "rescan") && !(sprintf("%x", $5) in marked) {print $2 ": " $3 "/" $4}'
}
