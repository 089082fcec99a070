// Package sourcetest holds faulty files against the faults that they are marked with, in the style of go/types: the line
// with the fault ends in
//
//	# ERROR "regexp" "regexp of another fault of the line"
//
// or, where the line can bear no comment, the line above it is such a comment alone. Exactly the marked faults must be
// reported. A pattern is matched against "message (hint)".
package sourcetest

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
)

var (
	marker  = regexp.MustCompile(`# ERROR((?: "(?:[^"\\]|\\.)*")+)`)
	pattern = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`)
)

// Walk runs read on every file of a pattern such as testdata/bad/*.yaml and checks the error that comes back.
func Walk(t *testing.T, glob string, read func(f *source.File) error) {
	t.Helper()
	files, err := filepath.Glob(glob)
	if err != nil || len(files) == 0 {
		t.Fatal("no fixtures", err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			f := &source.File{Name: filepath.Base(name), Data: data}
			Check(t, f, read(f))
		})
	}
}

// Check compares the faults in err with the marks of a file.
func Check(t testing.TB, f *source.File, err error) {
	t.Helper()
	want := marks(t, string(f.Data))
	var list source.Error
	if err != nil && !errors.As(err, &list) {
		t.Fatalf("no list of faults: %v", err)
	}
	for _, fault := range list {
		left, ok := match(want[fault.Pos.Line], fault.Msg+" ("+fault.Hint+")")
		if !ok || fault.Pos.File == nil || fault.Pos.File.Name != f.Name {
			t.Errorf("not marked:\n%s", fault)
			continue
		}
		want[fault.Pos.Line] = left
	}
	for line, left := range want {
		for _, re := range left {
			t.Errorf("line %d: no fault like %q", line, re)
		}
	}
}

// match takes the first pattern that fits away.
func match(res []*regexp.Regexp, text string) ([]*regexp.Regexp, bool) {
	for i, re := range res {
		if re.MatchString(text) {
			return append(res[:i:i], res[i+1:]...), true
		}
	}
	return res, false
}

// marks reads the patterns of a file by line.
func marks(t testing.TB, text string) map[int][]*regexp.Regexp {
	t.Helper()
	out := map[int][]*regexp.Regexp{}
	for i, s := range strings.Split(text, "\n") {
		m := marker.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		line := i + 1
		if strings.HasPrefix(strings.TrimSpace(s), "#") {
			line++
		}
		for _, q := range pattern.FindAllStringSubmatch(m[1], -1) {
			re, err := regexp.Compile(strings.ReplaceAll(q[1], `\"`, `"`))
			if err != nil {
				t.Fatalf("line %d: %v", i+1, err)
			}
			out[line] = append(out[line], re)
		}
	}
	return out
}
