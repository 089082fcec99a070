// Command generate writes the recorded data of press-line.yaml into the folder
// scenarios (or the one named on the command line). The data are synthetic; see
// package pressdata for the model and the values behind them.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/plantwin/plantwin/internal/pressdata"
)

func main() {
	dir := "scenarios"
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	for name, data := range pressdata.Files(pressdata.True, pressdata.Seed) {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
