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
	var faults source.Faults
	n := source.Parse(&source.File{Name: path, Data: []byte("value: " + value + "\n")}, &faults)
	if err := faults.Err(); err != nil {
		return Patch{}, err
	}
	return Patch{Path: path, Value: n.Get("value")}, nil
}
