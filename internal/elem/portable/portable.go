// Package portable finds what would make a package compute other bits on another
// machine. Tests call it; it runs the go command.
package portable

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
)

// fused matches a fused multiply-add of arm64 in a listing of the compiler:
// "0x0010 00016 (/dir/file.go:12)\tFMADDD\tF1, F2, F3, F0".
var fused = regexp.MustCompile(`\(([^()]+:\d+)\)\tF(N?)M(ADD|SUB)[DS]\b`)

// Fused builds the packages (import paths or patterns such as ./sim/...) for arm64
// and returns, sorted, the "file:line" of every fused multiply-add in them: a product
// that is added without float64() round it. An error says that the build failed.
func Fused(packages ...string) ([]string, error) {
	args := append([]string{"build", "-gcflags=-S"}, packages...)
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("go build for arm64: %w\n%s", err, tail(out))
	}
	var at []string
	for _, m := range fused.FindAllSubmatch(out, -1) {
		at = append(at, relative(string(m[1])))
	}
	slices.Sort(at)
	return slices.Compact(at), nil
}

// Run runs one test of the package in the working directory, built with the given
// settings (such as "GOAMD64=v3"), and returns what it prints. ok is false if this
// machine cannot run such a program.
func Run(test string, settings ...string) (out string, ok bool, err error) {
	cmd := exec.Command("go", "test", "-count=1", "-run", "^"+test+"$", ".")
	cmd.Env = append(os.Environ(), append([]string{"CGO_ENABLED=0"}, settings...)...)
	b, err := cmd.CombinedOutput()
	if cannotRun.Match(b) {
		return "", false, nil
	}
	return string(b), true, err
}

var cannotRun = regexp.MustCompile(`can only be run on AMD64 processors|exec format error`)

// relative shortens a file name to one below the working directory.
func relative(file string) string {
	if wd, err := os.Getwd(); err == nil {
		if r, err := filepath.Rel(wd, file); err == nil {
			return filepath.ToSlash(r)
		}
	}
	return file
}

// tail is the end of a long output.
func tail(b []byte) []byte {
	return b[max(0, len(b)-2000):]
}
