package physics

import (
	"embed"
	"io/fs"
	"sync"

	"github.com/plantwin/plantwin/internal/source"
)

// library holds one YAML file a kind.
//
//go:embed library
var library embed.FS

// Library gives the embedded kinds in order of their file names. They are read once; a fault in one of them is an error
// of the program.
var Library = sync.OnceValues(func() ([]*Kind, error) {
	var faults source.Faults
	var list []Named
	err := fs.WalkDir(library, "library", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := library.ReadFile(path)
		if err != nil {
			return err
		}
		n := source.Parse(&source.File{Name: path, Data: data}, &faults)
		list = append(list, Named{n.Get("kind").Text, n})
		return nil
	})
	if err != nil {
		return nil, err
	}
	s := newScope(list, nil, &faults)
	var out []*Kind
	for _, name := range s.names {
		if k := s.kind(name); k != nil {
			out = append(out, k)
		}
	}
	return out, faults.Err()
})

// LibraryKind gives an embedded kind by name, nil if there is none.
func LibraryKind(name string) *Kind {
	kinds, _ := Library()
	for _, k := range kinds {
		if k.Name == name {
			return k
		}
	}
	return nil
}

// LibraryNames lists the embedded kinds.
func LibraryNames() []string {
	kinds, _ := Library()
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = k.Name
	}
	return out
}
