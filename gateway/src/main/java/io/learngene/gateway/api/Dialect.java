package io.learngene.gateway.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.learngene.contracts.Json;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Answers speak the same JSON as messages. */
class Dialect {

    @Produces
    @Singleton
    ObjectMapper mapper() {
        return Json.mapper();
    }
}
