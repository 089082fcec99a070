package experiment

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/google/uuid"
)

// Input is a file that the result depends on.
type Input struct {
	Role string // scenario, overlay, data, estimates
	Name string // as the user wrote it
	Data []byte
}

// Provenance is what a manifest says about the making of a result.
type Provenance struct {
	Version string
	Inputs  []Input  // in a fixed order: scenario, overlays in order of use, data by name
	Options []string // that change results, such as "seed=3", "variant=base"; not workers, not folders
	Wall    Wall
}

// namespace is the UUID under which run ids are made; it never changes.
var namespace = uuid.MustParse("5b1c7a64-5d0e-4f0e-9c55-3f6f0a8d2f10")

// Certify enters the provenance and the run id.
func (m *Manifest) Certify(p Provenance) {
	m.Version, m.Options, m.Wall = p.Version, p.Options, p.Wall
	m.Inputs = nil
	taken := map[string]bool{}
	for _, in := range p.Inputs {
		sum := sha256.Sum256(in.Data)
		m.Inputs = append(m.Inputs, Copy{Role: in.Role, Name: in.Name, File: copyName(in.Role, in.Name, taken),
			SHA256: hex.EncodeToString(sum[:]), Bytes: len(in.Data)})
	}
	m.Run = RunID(p)
}

// RunID is a UUID of version 5 (RFC 9562, section 5.5) over the SHA-256 of all inputs, the options that change results and the
// version. Where the scenario lies on the disk does not matter: of names, only those that the scenario itself writes (of data
// and overlays) count, through its own bytes.
func RunID(p Provenance) string {
	type file struct{ Role, SHA256 string }
	var id struct {
		Version string
		Options []string
		Inputs  []file
	}
	id.Version, id.Options = p.Version, append([]string{}, p.Options...)
	for _, in := range p.Inputs {
		sum := sha256.Sum256(in.Data)
		id.Inputs = append(id.Inputs, file{in.Role, hex.EncodeToString(sum[:])})
	}
	data, err := json.Marshal(id)
	if err != nil {
		panic(err) // strings only: cannot fail
	}
	sum := sha256.Sum256(data)
	return uuid.NewSHA1(namespace, sum[:]).String()
}
