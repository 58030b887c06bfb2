// A program that logs in by the device authorization grant with golang.org/x/oauth2, and uses and renews its tokens.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"golang.org/x/oauth2"
)

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(host string) error {
	ctx := context.Background()
	var metadata struct {
		DeviceEndpoint string `json:"device_authorization_endpoint"`
		TokenEndpoint  string `json:"token_endpoint"`
	}
	body, _, err := get(http.DefaultClient, host+"/.well-known/oauth-authorization-server")
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, &metadata); err != nil {
		return err
	}
	config := oauth2.Config{
		ClientID: "regctl-cli",
		Scopes:   []string{"offline_access"},
		Endpoint: oauth2.Endpoint{
			DeviceAuthURL: metadata.DeviceEndpoint,
			TokenURL:      metadata.TokenEndpoint,
			AuthStyle:     oauth2.AuthStyleInParams,
		},
	}
	device, err := config.DeviceAuth(ctx)
	if err != nil {
		return err
	}
	say(map[string]any{"userCode": device.UserCode, "verificationUri": device.VerificationURI})
	token, err := config.DeviceAccessToken(ctx, device)
	if err != nil {
		return err
	}
	_, status, err := get(config.Client(ctx, token), host+"/api/v1/session")
	if err != nil {
		return err
	}
	// A token that has ended is renewed by the library.
	old := &oauth2.Token{AccessToken: token.AccessToken, RefreshToken: token.RefreshToken, Expiry: time.Now().Add(-time.Hour)}
	renewed, err := config.TokenSource(ctx, old).Token()
	if err != nil {
		return err
	}
	_, again, err := get(config.Client(ctx, renewed), host+"/api/v1/session")
	if err != nil {
		return err
	}
	say(map[string]any{
		"type":      token.Type(),
		"status":    status,
		"renewed":   renewed.AccessToken != token.AccessToken,
		"rotated":   renewed.RefreshToken != token.RefreshToken,
		"afterward": again,
	})
	return nil
}

func get(client *http.Client, url string) ([]byte, int, error) {
	response, err := client.Get(url)
	if err != nil {
		return nil, 0, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return body, response.StatusCode, err
}

func say(value any) {
	line, _ := json.Marshal(value)
	fmt.Println(string(line))
}
