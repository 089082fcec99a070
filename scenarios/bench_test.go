package scenarios

import (
	"os"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
)

// BenchmarkVariant is the cost of one what-if in structure, without compiling it.
func BenchmarkVariant(b *testing.B) {
	data, err := os.ReadFile("testdata/good/bracket-press-line.yaml")
	if err != nil {
		b.Fatal(err)
	}
	sc, err := Parse(&source.File{Name: "b.yaml", Data: data}, anyFile)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := sc.Variant("second press"); err != nil {
			b.Fatal(err)
		}
	}
}
