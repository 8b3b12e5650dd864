/** What is deleted because somebody asks for it, and what nobody refers to any more. */
package io.learngene.gateway.removal;
