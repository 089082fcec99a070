package pressdata

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestShippedFiles holds the files beside the scenario against the generator.
func TestShippedFiles(t *testing.T) {
	for name, want := range Files(True, Seed) {
		got, err := os.ReadFile(filepath.Join("..", "..", "scenarios", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the generator makes (go run ./scenarios/generate)", name)
		}
	}
}

// TestSeeds: another seed gives other noise, the same one the same bytes.
func TestSeeds(t *testing.T) {
	a, b, c := Files(True, 1), Files(True, 1), Files(True, 3)
	for name := range a {
		if !bytes.Equal(a[name], b[name]) {
			t.Errorf("%s differs between two runs of one seed", name)
		}
		if bytes.Equal(a[name], c[name]) {
			t.Errorf("%s is the same for two seeds", name)
		}
	}
}
