// Command prepare writes means over minutes of the pump's recordings: go run ./acceptance/fits/prepare FOLDER TO.
package main

import (
	"fmt"
	"os"

	"github.com/plantwin/plantwin/acceptance/fits"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: prepare FOLDER TO")
		os.Exit(2)
	}
	if err := fits.PumpMinutes(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
