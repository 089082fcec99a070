package scenarios

import (
	"fmt"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
)

// ParseSetting reads path=value as the command line has it; the value is written
// as in a file.
func ParseSetting(text string) (Patch, error) {
	path, value, ok := strings.Cut(text, "=")
	if !ok || path == "" || value == "" {
		return Patch{}, fmt.Errorf("%q is no setting (write path=value, such as oil_UA=\"260 W/K\")", text)
	}
	path = strings.TrimSpace(path)
	if !pathForm.MatchString(path) {
		return Patch{}, fmt.Errorf("%q is no path (names joined by dots, such as press.cycle.mode)", path)
	}
	var faults source.Faults
	n := source.Parse(&source.File{Name: "--set", Data: []byte(path + ": " + value + "\n")}, &faults)
	if err := faults.Err(); err != nil {
		return Patch{}, err
	}
	return Patch{Path: path, Key: n.Key(path), Value: n.Get(path)}, nil
}

// Fixed reports whether a setting of the command line holds at a path, above it or below it: then nothing else can change it.
func (sc *Scenario) Fixed(path string) bool {
	for _, p := range sc.final {
		if p.Path == path || strings.HasPrefix(path, p.Path+".") || strings.HasPrefix(p.Path, path+".") {
			return true
		}
	}
	return false
}
