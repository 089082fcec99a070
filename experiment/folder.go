package experiment

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/plantwin/plantwin/internal/table"
)

// manifestName marks a folder as a result.
const manifestName = "manifest.json"

// Write stores a result with copies of its inputs as a folder, so that the folder is either there as a whole or not at all:
// it is made beside its place and renamed. A result that stands there already is replaced; any other folder or file with
// content is refused. more, if not nil, adds files (such as the report) to the finished folder before it is renamed.
//
// inputs are those of Result.Manifest.Inputs, in that order.
func Write(dir string, r *Result, inputs []Input, more func(dir string) error) (err error) {
	if dir, err = filepath.Abs(dir); err != nil {
		return err
	}
	if err := replaceable(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	stage, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+"-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.RemoveAll(stage)
		}
	}()
	if err := os.Chmod(stage, 0o755); err != nil {
		return err
	}
	if err := fill(stage, r, inputs); err != nil {
		return err
	}
	if more != nil {
		if err := more(stage); err != nil {
			return err
		}
	}
	return swap(stage, dir)
}

// replaceable says whether a folder may be put at dir.
func replaceable(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("%s cannot hold results: %w", dir, err)
	case len(entries) == 0:
		return nil
	}
	if _, err := os.Stat(filepath.Join(dir, manifestName)); err != nil {
		return fmt.Errorf("%s is not empty and holds no earlier result: choose another folder", dir)
	}
	return nil
}

// fill writes manifest, tables and copies.
func fill(dir string, r *Result, inputs []Input) error {
	manifest, err := json.MarshalIndent(&r.Manifest, "", "  ")
	if err != nil {
		return err
	}
	if err := put(dir, manifestName, append(manifest, '\n')); err != nil {
		return err
	}
	for i, in := range inputs {
		if err := put(dir, r.Manifest.Inputs[i].File, in.Data); err != nil {
			return err
		}
	}
	for _, t := range r.Tables() {
		for _, form := range []struct {
			end   string
			write func(io.Writer, *table.Table) error
		}{{".csv", table.WriteCSV}, {".parquet", table.WriteParquet}} {
			var b bytes.Buffer
			if err := form.write(&b, t); err != nil {
				return fmt.Errorf("table %s: %w", t.Name, err)
			}
			if err := put(dir, t.Name+form.end, b.Bytes()); err != nil {
				return err
			}
		}
	}
	return nil
}

// put writes a file below dir, making folders as needed.
func put(dir, name string, data []byte) error {
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}

// swap puts stage in the place of dir; the old folder is set aside first and comes back if the rename fails.
func swap(stage, dir string) error {
	old := ""
	if _, err := os.Lstat(dir); err == nil {
		old = stage + ".old"
		if err := os.Rename(dir, old); err != nil {
			return err
		}
	}
	if err := os.Rename(stage, dir); err != nil {
		if old != "" {
			return errors.Join(err, os.Rename(old, dir))
		}
		return err
	}
	if old != "" {
		return os.RemoveAll(old)
	}
	return nil
}

// Read gives back what Write stored.
func Read(dir string) (*Result, error) {
	data, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return nil, fmt.Errorf("%s holds no result: %w", dir, err)
	}
	r := &Result{}
	if err := json.Unmarshal(data, &r.Manifest); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, manifestName), err)
	}
	for i, name := range tableNames {
		data, err := os.ReadFile(filepath.Join(dir, name+".csv"))
		if errors.Is(err, fs.ErrNotExist) && i >= tablesRequired {
			continue
		}
		if err != nil {
			return nil, err
		}
		if err := r.set(name, data); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// ReadInput gives the copy of an input by the name that the user wrote. It never leaves the folder, whatever the manifest says.
func ReadInput(dir string, m *Manifest, name string) ([]byte, error) {
	for i := range m.Inputs {
		if m.Inputs[i].Name == name {
			root, err := os.OpenRoot(dir)
			if err != nil {
				return nil, err
			}
			defer root.Close()
			return root.ReadFile(filepath.FromSlash(m.Inputs[i].File))
		}
	}
	return nil, fmt.Errorf("%q: %w", name, fs.ErrNotExist)
}

// copyName is where the folder keeps an input: its last two path elements at most tell the reader what it is, n keeps equal
// names apart.
func copyName(role, name string, taken map[string]bool) string {
	base := filepath.Base(filepath.FromSlash(strings.ReplaceAll(name, "\\", "/")))
	if base == "." || base == ".." || base == string(filepath.Separator) {
		base = role
	}
	file := "inputs/" + base
	for n := 2; taken[file]; n++ {
		file = fmt.Sprintf("inputs/%d-%s", n, base)
	}
	taken[file] = true
	return file
}
