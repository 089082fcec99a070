package source

import (
	"sort"
	"strings"
)

// Nearest gives the known name that name is most likely a misprint of, "" if none is near. The distance is that of
// Damerau and Levenshtein in its restricted form (insert, delete, replace, swap neighbours; F. J. Damerau, Comm. ACM 7
// (1964) 171), capitals counting half; a third of the letters may be wrong, three at most. Ties go to the first in order
// of the alphabet. It costs len(name) times the length of all known names.
func Nearest(name string, known []string) string {
	best, bestAt := "", 2*min(3, max(1, runes(name)/3))+1
	if runes(name) == 1 {
		bestAt = 2 // another letter is another name
	}
	sorted := append([]string(nil), known...)
	sort.Strings(sorted)
	for _, k := range sorted {
		if d := runes(k) - runes(name); k == name || 2*d >= bestAt+4 || -2*d >= bestAt+4 {
			continue
		}
		if d := distance([]rune(name), []rune(k)); d < bestAt {
			best, bestAt = k, d
		}
	}
	if best == "" {
		best = extended(name, sorted)
	}
	return best
}

// DidYouMean gives the hint `did you mean "x"?`, or the fallback if nothing known is near.
func DidYouMean(name string, known []string, fallback string) string {
	if near := Nearest(name, known); near != "" {
		return `did you mean "` + near + `"?`
	}
	return fallback
}

// extended finds a known name that begins with name or that name begins with: rep for replications.
func extended(name string, known []string) string {
	if runes(name) < 3 {
		return ""
	}
	for _, k := range known {
		if k != name && (strings.HasPrefix(k, name) || len(k) >= 3 && strings.HasPrefix(name, k)) {
			return k
		}
	}
	return ""
}

// distance gives twice the number of edits from a to b; a change of case counts one half.
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = 2 * j
	}
	for i := range a {
		row[0] = 2 * (i + 1)
		for j := range b {
			row[j+1] = min(last[j+1]+2, row[j]+2, last[j]+replace(a[i], b[j]))
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+2)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// replace gives twice the cost of writing b for a.
func replace(a, b rune) int {
	switch {
	case a == b:
		return 0
	case strings.EqualFold(string(a), string(b)):
		return 1
	}
	return 2
}
