package scenarios

import (
	"os"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/source/sourcetest"
)

func TestBadFiles(t *testing.T) {
	sourcetest.Walk(t, "testdata/bad/*.yaml", func(f *source.File) error {
		_, err := Parse(f, anyFile)
		return err
	})
}

// No text may crash or hang the reader, and a study without fault says the same when it is written and read again.
func FuzzParse(f *testing.F) {
	f.Add(small)
	for _, dir := range []string{"testdata/good/", "testdata/bad/"} {
		files, err := os.ReadDir(dir)
		if err != nil {
			f.Fatal(err)
		}
		for _, e := range files {
			data, err := os.ReadFile(dir + e.Name())
			if err != nil {
				f.Fatal(err)
			}
			f.Add(string(data))
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		sc, err := Parse(&source.File{Name: "f.yaml", Data: []byte(text)}, anyFile)
		if err != nil {
			_ = err.Error()
			return
		}
		for _, v := range sc.Variants {
			if _, err := sc.Variant(v.Title); err != nil {
				t.Errorf("a variant that Parse accepted: %v", err)
			}
		}
		again, err := Parse(&source.File{Name: "g.yaml", Data: []byte(sc.Root.Without("use").String())}, anyFile)
		if err != nil || !source.Equal(sc.Root.Without("use"), again.Root) {
			t.Errorf("%v\n%s", err, strings.TrimSpace(sc.Root.String()))
		}
	})
}
