package experiment

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// Kept is a runner that writes every outcome to a file before it hands it on, and takes from the file what is there already:
// an interrupted batch goes on where it stood, and gives the same bytes as one that was not. Only finished replications are
// kept; one that was under way begins again.
//
// The file is a header (a line that names the format, then the run id) and records: length and CRC-32 (IEEE), both 32 bits
// little-endian, then the key of the task (SHA-256) and its outcome (encoding/gob). A record that was cut off is dropped with
// all behind it.
type Kept struct {
	Runner Runner

	file  *os.File
	known map[[sha256.Size]byte]Outcome // that stood in the file
	mu    sync.Mutex
	n     int // outcomes in the file
	err   error
}

// keptMagic is the first line of the file.
const keptMagic = "plantwin outcomes 1\n"

// KeptName is the name of the file beside the result folder.
func KeptName(dir string) string {
	return filepath.Join(filepath.Dir(dir), "."+filepath.Base(dir)+".partial")
}

// OtherRun says that the outcomes belong to other inputs, options or another version.
type OtherRun struct{ Name string }

// Error says what to do.
func (e *OtherRun) Error() string {
	return fmt.Sprintf("the unfinished run in %s had other inputs, options or another version (run without --resume to begin anew)", e.Name)
}

// Keep opens the file for a run. With resume it goes on where the file ends, else it begins anew.
func Keep(r Runner, name, run string, resume bool) (*Kept, error) {
	k := &Kept{Runner: r, known: map[[sha256.Size]byte]Outcome{}}
	head := []byte(keptMagic + run + "\n")
	if resume {
		data, err := os.ReadFile(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("there is no unfinished run in %s (run without --resume)", name)
		case err != nil:
			return nil, err
		case !bytes.HasPrefix(data, head):
			return nil, &OtherRun{name}
		}
		end := len(head) + k.read(data[len(head):])
		if k.file, err = os.OpenFile(name, os.O_WRONLY, 0o644); err != nil {
			return nil, err
		}
		err = k.file.Truncate(int64(end))
		if err == nil {
			_, err = k.file.Seek(int64(end), io.SeekStart)
		}
		return k, err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return nil, err
	}
	var err error
	if k.file, err = os.Create(name); err != nil {
		return nil, err
	}
	_, err = k.file.Write(head)
	return k, err
}

// read takes over all whole records and gives the number of bytes that they take.
func (k *Kept) read(data []byte) int {
	end := 0
	for rest := data; len(rest) >= 8; rest = data[end:] {
		n := int(binary.LittleEndian.Uint32(rest))
		if n < sha256.Size || n > len(rest)-8 || crc32.ChecksumIEEE(rest[8:8+n]) != binary.LittleEndian.Uint32(rest[4:]) {
			break
		}
		var key [sha256.Size]byte
		copy(key[:], rest[8:])
		var o Outcome
		if gob.NewDecoder(bytes.NewReader(rest[8+sha256.Size:8+n])).Decode(&o) != nil {
			break
		}
		k.known[key] = o
		k.n++
		end += 8 + n
	}
	return end
}

// Len is the number of outcomes that are kept.
func (k *Kept) Len() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.n
}

// Err is the first error of writing: the file then lacks outcomes, the results do not.
func (k *Kept) Err() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.err
}

// Close ends the file; with remove it is deleted, since the results have been written.
func (k *Kept) Close(remove bool) error {
	err := k.file.Close()
	if remove {
		return errors.Join(err, os.Remove(k.file.Name()))
	}
	return err
}

// key names a task by what decides its outcome.
func (t *Task) key() [sha256.Size]byte {
	return sha256.Sum256(fmt.Appendf(nil, "%s\n%d %d %d %d", t.settings(), t.Replication, t.Seed, t.WarmUp, t.Want))
}

// Run implements Runner.
func (k *Kept) Run(ctx context.Context, tasks <-chan Task, outcomes chan<- Outcome) error {
	inner, done := make(chan Task), make(chan Outcome)
	ended := make(chan error, 1)
	keys := sync.Map{} // task number -> key
	go func() {
		err := k.Runner.Run(ctx, inner, done)
		close(done)
		ended <- err
	}()
	var passing sync.WaitGroup
	passing.Go(func() {
		for o := range done {
			if key, ok := keys.Load(o.Number); ok && ctx.Err() == nil {
				k.write(key.([sha256.Size]byte), o)
			}
			select {
			case outcomes <- o:
			case <-ctx.Done():
			}
		}
	})
	for t := range tasks {
		key := t.key()
		if o, ok := k.known[key]; ok {
			o.Number = t.Number
			select {
			case outcomes <- o:
			case <-ctx.Done():
			}
			continue
		}
		keys.Store(t.Number, key)
		select {
		case inner <- t:
		case <-ctx.Done():
		}
	}
	close(inner)
	err := <-ended
	passing.Wait()
	return err
}

// write appends a record. The first error is kept for the end: a disk that is full does not stop the work.
func (k *Kept) write(key [sha256.Size]byte, o Outcome) {
	var b bytes.Buffer
	b.Write(make([]byte, 8))
	b.Write(key[:])
	err := gob.NewEncoder(&b).Encode(o)
	k.mu.Lock()
	defer k.mu.Unlock()
	if err == nil && k.err == nil {
		data := b.Bytes()
		binary.LittleEndian.PutUint32(data, uint32(len(data)-8))
		binary.LittleEndian.PutUint32(data[4:], crc32.ChecksumIEEE(data[8:]))
		if _, err = k.file.Write(data); err == nil {
			k.n++
		}
	}
	if err != nil && k.err == nil {
		k.err = fmt.Errorf("%s: %w", k.file.Name(), err)
	}
}
