package source_test

import (
	"testing"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/source/sourcetest"
)

func TestBadFiles(t *testing.T) {
	sourcetest.Walk(t, "testdata/bad/*.yaml", func(f *source.File) error {
		var faults source.Faults
		source.Parse(f, &faults)
		return faults.Err()
	})
}
