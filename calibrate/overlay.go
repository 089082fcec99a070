package calibrate

import (
	"crypto/sha256"
	"fmt"
	"sort"
	"strings"

	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
)

// Overlay writes the values found as an overlay file: a comment on where they
// come from, then a path and its value a line. The values are those that the run
// used, to the last digit. options are those of the command, such as --seed 3.
func Overlay(sc *scenarios.Scenario, f *Fits, options []string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# Values fitted by plantwin %s; the scenario itself is never edited.\n", plant.Version)
	var names []string
	for name := range sc.Bytes {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Fprintf(&b, "# sha256 %x  %s\n", sha256.Sum256(sc.Bytes[name]), baseName(name))
	}
	text := strings.Join(options, " ")
	fmt.Fprintf(&b, "# sha256 %x  options", sha256.Sum256([]byte(text)))
	if text != "" {
		fmt.Fprintf(&b, ": %q", text)
	}
	b.WriteByte('\n')
	for _, p := range f.Overlay {
		fmt.Fprintf(&b, "%s: %s\n", p.Path, strings.TrimSpace(p.Value.String()))
	}
	return []byte(b.String())
}

// baseName is the last element of a path: where a file lies on a disk is no
// part of a result.
func baseName(name string) string {
	name = strings.ReplaceAll(name, "\\", "/")
	return name[strings.LastIndexByte(name, '/')+1:]
}
