package bench

import (
	"embed"
	"io/fs"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
)

//go:embed scenarios
var files embed.FS

// Model compiles the scenario of a name, such as "mm1" or "ode/lorenz".
func Model(name string) (*plant.Model, error) {
	path := "scenarios/" + name + ".yaml"
	data, err := fs.ReadFile(files, path)
	if err != nil {
		return nil, err
	}
	sc, err := scenarios.Parse(&source.File{Name: path, Data: data}, nil)
	if err != nil {
		return nil, err
	}
	return plant.Compile(sc)
}

// Names are the scenarios in a folder, "." for the top one, in order of name.
func Names(folder string) []string {
	found, err := fs.Glob(files, "scenarios/"+folder+"/*.yaml")
	if folder == "." {
		found, err = fs.Glob(files, "scenarios/*.yaml")
	}
	if err != nil {
		panic(err) // the pattern is malformed: a programmer's mistake
	}
	for i, f := range found {
		found[i] = f[len("scenarios/") : len(f)-len(".yaml")]
	}
	return found
}
